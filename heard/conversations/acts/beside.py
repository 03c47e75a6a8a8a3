"""Beside another desk: a talk that a colleague forwards to Heard, or sends a hidden copy of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations import threading
from heard.conversations.acts.enclosing import keep_enclosed
from heard.conversations.acts.letters import attach_also, keep_letter
from heard.conversations.acts.turns import keep_turn, name_of
from heard.conversations.acts.waiting import meant_for_us, they_said, we_said
from heard.conversations.language import language_of
from heard.conversations.models import Conversation, Draft, Filing, Message, Note
from heard.conversations.noted import noted_of
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail.models import RawMessage
from heard.mail.parsing import Mailaddress, ParsedMail
from heard.mail.parsing.authentication import is_from
from heard.mail.parsing.whole import ReadMail
from heard.people.acts import meet
from heard.people.models import Colleague, Contact

FORWARDING = ("fwd:", "fw:", "wg:")
PREFIX = ("re:", "aw:", "antw:", *FORWARDING)


def brought(raw: RawMessage, read: ReadMail) -> bool:
    """Whether one of us brings a talk with somebody outside: forwarded, or a copy of an answer."""
    return _seems_brought(raw, read) and _is_from_us(read.mail)


def unproven(raw: RawMessage, read: ReadMail) -> bool:
    """Whether it is shown as it came although it seems to be brought: nothing proves the sender."""
    return _seems_brought(raw, read) and not _is_from_us(read.mail)


def _seems_brought(raw: RawMessage, read: ReadMail) -> bool:
    mail = read.mail
    if raw.door == "import" or not threading.is_ours(mail.sender.address or ""):
        return False
    if mail.loop:  # it claims to be a letter of Heard's own, and `own_outgoing` knows it is none
        return False
    return counterpart(read) is not None


def _is_from_us(mail: ParsedMail) -> bool:
    """Anyone can write our address into the field "From", and by any door: a mailbox on our own
    server takes mail from everybody too."""
    return is_from(mail.sender.domain, mail.authentication_results, settings.HEARD_TRUSTED_SERVERS)


def counterpart(read: ReadMail) -> Mailaddress | None:
    """Who it is really about: the first from outside who wrote, then those who were written to."""
    mail, turns = read.mail, read.history.turns
    people = [] if is_forwarded(read) else [*mail.to, *mail.cc]
    people += [turn.sender for turn in reversed(turns)]
    people += [person for turn in turns for person in (*turn.to, *turn.cc)]
    return _first_outside(people)


def is_forwarded(read: ReadMail) -> bool:
    """Rather than an answer: Outlook writes the same head above what it answers to, and another
    program none that tells. An answer goes to somebody outside; so does what says in its subject
    and its text that it is forwarded."""
    mail = read.mail
    says_so = read.history.forwarded and mail.subject.lower().startswith(FORWARDING)
    return says_so or _first_outside([*mail.to, *mail.cc]) is None


def _first_outside(people: Iterable[Mailaddress]) -> Mailaddress | None:
    outside = (one for one in people if one.address and not threading.is_ours(one.address))
    return next(outside, None)


def file_beside(raw: RawMessage, at: datetime, read: ReadMail, *, alone: bool) -> Message | None:
    """Each earlier turn becomes a turn here, said by whom it was said and when.

    What the colleague wrote above a forwarded mail is a note: it was meant for us. Their own
    answer, of which we got a copy, is a letter of ours. Runs in the caller's transaction.
    `alone`: no other mailbox of ours has it.
    """
    person = counterpart(read)
    if person is None or not person.address:
        return None
    contact = meet(address=person.address, name=person.name)
    bringer = _bringer(read.mail)
    conversation = _conversation(raw, at, read, contact, bringer, alone=alone)
    Filing.objects.get_or_create(conversation=conversation, mailbox=raw.mailbox)
    if _is_shown(conversation, raw):
        return conversation.last_message
    # Newest first: what bears the mail begins the conversation, so that its twin in another mailbox
    # finds it (`threading.elsewhere`)
    answers = [] if is_forwarded(read) else [_keep_answer(conversation, raw, at, read, contact)]
    turns = reversed(read.history.turns)
    kept = [keep_turn(conversation, turn, raw, contact, bringer.name) for turn in turns]
    if not answers:
        _keep_forwarded(conversation, raw, at, read, kept[0].message)
    fresh = [*(turn.message for turn in reversed(kept) if turn.is_new), *answers]
    for message in fresh:
        they_said(conversation, message)
        record(
            verb="conversations.message_filed",
            by=message.contact or "machine:mail",
            about={"conversation": conversation.pk, "message": message.pk, "raw": raw.pk},
        )
    return fresh[-1] if fresh else conversation.last_message


@dataclass(frozen=True)
class Bringer:
    """Whoever brings it; not everybody here has an account."""

    colleague: Colleague | None
    name: str
    address: str


def _bringer(mail: ParsedMail) -> Bringer:
    address = mail.sender.address or ""
    colleague = Colleague.objects.filter(email=address).first()
    name = colleague.name if colleague else mail.sender.name or address
    return Bringer(colleague, name, address)


def _conversation(
    raw: RawMessage,
    at: datetime,
    read: ReadMail,
    contact: Contact,
    bringer: Bringer,
    *,
    alone: bool,
) -> Conversation:
    mail = read.mail
    known = threading.find(raw, mail)
    for turn in read.history.turns:
        known = known or threading.by_message_id(raw, name_of(turn))
    known = known or (None if alone else threading.elsewhere(raw))
    if known is None:
        subject = next((turn.subject for turn in read.history.turns if turn.subject), mail.subject)
        last = next((turn.text for turn in reversed(read.history.turns)), read.text)
        begun = Conversation.objects.create(
            subject=bare(subject)[:500],
            contact=contact,
            language=language_of(last, contact),
            began_at=at,
            last_at=at,
            brought_by=bringer.colleague,
        )
        known = begun.pk
    return Conversation.objects.select_for_update().get(pk=known)


def _is_shown(conversation: Conversation, raw: RawMessage) -> bool:
    """Filed here before, from this mailbox or another."""
    same = Q(raw__fingerprint=raw.fingerprint)
    return conversation.messages.filter(same).exists() or conversation.notes.filter(same).exists()


def _keep_answer(
    conversation: Conversation, raw: RawMessage, at: datetime, read: ReadMail, contact: Contact
) -> Message:
    bringer = _bringer(read.mail)
    own = keep_letter(
        conversation=conversation, raw=raw, at=at, read=read, contact=contact, side=Message.US,
        noted={**noted_of(raw, read, None), "recovered": bringer.name},
    )  # fmt: skip
    own.colleague = bringer.colleague
    own.save(update_fields=["colleague"])
    return own


def _keep_forwarded(
    conversation: Conversation, raw: RawMessage, at: datetime, read: ReadMail, newest: Message
) -> None:
    """Its attachments, its bytes and what stood above: nothing of it is lost where all that it
    tells was here already."""
    attach_also(newest, read.mail)
    bears = newest.raw_id is None and "recovered" in newest.noted
    if bears:
        newest.raw = raw
        newest.save(update_fields=["raw"])
    cover, bringer = read.history.cover.strip(), _bringer(read.mail)
    if bears and not cover:
        return
    note = Note.objects.create(
        conversation=conversation,
        by=bringer.colleague,
        name="" if bringer.colleague else f"{bringer.name} ({bringer.address})"[:320],
        text=cover,
        raw=None if bears else raw,
        at=at,
    )
    record(
        verb="conversations.note_written",
        by=bringer.colleague or "machine:mail",
        about={"conversation": conversation.pk, "note": note.pk},
    )


def bare(subject: str) -> str:
    """Without "Re:", "WG:" and the like in front."""
    while subject.lower().startswith(PREFIX):
        subject = subject.partition(":")[2].strip()
    return subject


def copied_back(*, draft: Draft, by: Colleague) -> Message:
    """The draft was sent from the other desk: it left without passing the gate, and is kept so."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.sent_as_id or draft.put_away_at or not draft.text.strip():
            raise Refusal(_("There is no draft that could have been copied. Nothing was changed."))
        message = Message.objects.create(
            conversation=conversation,
            side=Message.US,
            state=Message.SENT,
            colleague=by,
            to=draft.to,
            cc=draft.cc,
            bcc=draft.bcc,
            subject=conversation.subject,
            text=draft.text,
            noted={"copied_back": True},
            at=clock.now(),
        )
        keep_enclosed(message, draft)
        draft.sent_as = message
        draft.save(update_fields=["sent_as"])
        we_said(conversation, seen=conversation.last_come, sent_at=message.at)
        if conversation.aside:
            meant_for_us(conversation, by=by)
        record(
            verb="conversations.copied_back",
            by=by,
            about={"conversation": conversation.pk, "message": message.pk},
        )
    return message
