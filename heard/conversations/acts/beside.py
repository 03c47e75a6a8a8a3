"""Beside another desk: a talk that a colleague forwards to Heard, or sends a hidden copy of."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import threading
from heard.conversations.acts.letters import keep_letter
from heard.conversations.acts.turns import keep_turn, name_of
from heard.conversations.acts.waiting import they_said, we_said
from heard.conversations.language import language_of
from heard.conversations.models import Conversation, Draft, Filing, Message, Note
from heard.conversations.noted import noted_of
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail.models import RawMessage
from heard.mail.parsing import Mailaddress
from heard.mail.parsing.authentication import is_proven, results
from heard.mail.parsing.whole import ReadMail
from heard.people.acts import meet
from heard.people.models import Colleague, Contact

FORWARDING = ("fwd:", "fw:", "wg:")
PREFIX = ("re:", "aw:", "antw:", *FORWARDING)


def brought(raw: RawMessage, read: ReadMail) -> bool:
    """Whether one of us brings a talk with somebody outside: forwarded, or a copy of an answer."""
    mail = read.mail
    if raw.door == "import" or not threading.is_ours(mail.sender.address or ""):
        return False
    if mail.loop:  # it claims to be a letter of Heard's own, and `own_outgoing` knows it is none
        return False
    trusted = settings.HEARD_TRUSTED_SERVERS
    if trusted and not is_proven(results(mail.authentication_results, trusted)):
        return False  # anyone can write our address into the field "From"
    return counterpart(read) is not None


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


def file_beside(raw: RawMessage, at: datetime, read: ReadMail) -> Message | None:
    """Each earlier turn becomes a turn here, said by whom it was said and when.

    What the colleague wrote above a forwarded mail is a note: it was meant for us. Their own
    answer, of which we got a copy, is a letter of ours. Runs in the caller's transaction.
    """
    person = counterpart(read)
    if person is None or not person.address:
        return None
    contact = meet(address=person.address, name=person.name)
    colleague = Colleague.objects.filter(email=read.mail.sender.address or "").first()
    conversation = _conversation(raw, at, read, contact, colleague)
    Filing.objects.get_or_create(conversation=conversation, mailbox=raw.mailbox)
    by = colleague.name if colleague else (read.mail.sender.name or read.mail.sender.address or "")
    kept = [keep_turn(conversation, turn, raw, contact, by) for turn in read.history.turns]
    fresh = [message for message in kept if message is not None]
    if not is_forwarded(read):
        own = keep_letter(
            conversation=conversation, raw=raw, at=at, read=read, contact=contact, side=Message.US,
            noted={**noted_of(raw, read, None), "recovered": by},
        )  # fmt: skip
        own.colleague = colleague
        own.save(update_fields=["colleague"])
        fresh.append(own)
    elif fresh:
        fresh[-1].raw = raw
        fresh[-1].save(update_fields=["raw"])
    for message in fresh:
        they_said(conversation, message)
        record(
            verb="conversations.message_filed",
            by=message.contact or "machine:mail",
            about={"conversation": conversation.pk, "message": message.pk, "raw": raw.pk},
        )
    _keep_cover(conversation, read, colleague, at)
    return fresh[-1] if fresh else conversation.messages.order_by("-at", "-id").first()


def _conversation(
    raw: RawMessage, at: datetime, read: ReadMail, contact: Contact, colleague: Colleague | None
) -> Conversation:
    mail = read.mail
    known = threading.find(raw, mail)
    for turn in read.history.turns:
        known = known or threading.by_message_id(raw, name_of(turn))
    if known is None:
        subject = next((turn.subject for turn in read.history.turns if turn.subject), mail.subject)
        last = next((turn.text for turn in reversed(read.history.turns)), read.text)
        begun = Conversation.objects.create(
            subject=bare(subject)[:500],
            contact=contact,
            language=language_of(last, contact),
            began_at=at,
            last_at=at,
            brought_by=colleague,
        )
        known = begun.pk
    return Conversation.objects.select_for_update().get(pk=known)


def _keep_cover(
    conversation: Conversation, read: ReadMail, colleague: Colleague | None, at: datetime
) -> None:
    if is_forwarded(read) and read.history.cover.strip() and colleague is not None:
        made = Note.objects.create(
            conversation=conversation, by=colleague, text=read.history.cover.strip(), at=at
        )
        record(
            verb="conversations.note_written",
            by=colleague,
            about={"conversation": conversation.pk, "note": made.pk},
        )


def bare(subject: str) -> str:
    """Without "Re:", "WG:" and the like in front."""
    while subject.lower().startswith(PREFIX):
        subject = subject.partition(":")[2].strip()
    return subject


def copied_back(*, draft: Draft, by: Colleague) -> Message:
    """The draft was sent from the other desk: it left without passing the gate, and is kept so."""
    if draft.sent_as_id or draft.put_away_at or not draft.text.strip():
        raise Refusal(_("There is no draft that could have been copied. Nothing was changed."))
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        message = Message.objects.create(
            conversation=conversation,
            side=Message.US,
            state=Message.SENT,
            colleague=by,
            to=draft.to,
            cc=draft.cc,
            subject=conversation.subject,
            text=draft.text,
            noted={"copied_back": True},
            at=clock.now(),
        )
        draft.sent_as = message
        draft.save(update_fields=["sent_as"])
        we_said(conversation, seen=conversation.last_come)
        record(
            verb="conversations.copied_back",
            by=by,
            about={"conversation": conversation.pk, "message": message.pk},
        )
    return message
