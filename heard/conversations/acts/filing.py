"""Putting a mail where it belongs, so that people see it."""

import logging
from typing import Any

from django.core.files.storage import default_storage
from django.db import OperationalError, transaction

from heard.conversations import threading
from heard.conversations.acts.aside import aside_of
from heard.conversations.acts.beside import brought, file_beside, unproven
from heard.conversations.acts.letters import is_from_nobody, keep_letter
from heard.conversations.acts.taking_back import stop_waiting
from heard.conversations.acts.waiting import they_said, they_wait_again
from heard.conversations.claims import claimed
from heard.conversations.language import language_of
from heard.conversations.models import Conversation, Filing, Message
from heard.conversations.noted import noted_of
from heard.conversations.reading import Letter, read
from heard.journal.acts import Actor, record, try_again
from heard.journal.inserted import insert
from heard.journal.models import Errand
from heard.journal.prepared import Lookup
from heard.mail.acts import note_bounce
from heard.mail.models import RawMessage
from heard.mail.parsing import Mailaddress, ParsedMail
from heard.mail.parsing.whole import ReadMail
from heard.people.acts import meet
from heard.people.models import Contact

log = logging.getLogger("heard.conversations")

IMPORT = "import"
UNFILED, MISSING = "unfiled", "missing"  # why a mail is shown as it came
TWINS = Lookup(
    lambda mark: (
        RawMessage.objects.select_for_update().filter(fingerprint=mark).order_by("pk").only("pk")
    ),
    str,
)
SHOWN = Lookup(lambda raw: Message.objects.filter(raw=raw).order_by("id")[:1], int)
LOCKED = Lookup(lambda pk: Conversation.objects.select_for_update().filter(pk=pk), int)
TWIN_HERE = Lookup(
    lambda conversation, mark: Message.objects.filter(
        conversation=conversation, raw__fingerprint=mark
    ).order_by("at", "id")[:1],
    int,
    str,
)
FILED = Lookup(
    lambda conversation, mailbox: Filing.objects.filter(
        conversation=conversation, mailbox=mailbox
    ).only("pk"),
    int,
    int,
)


WAITING = Lookup(
    lambda conversation: Message.objects.filter(
        conversation=conversation, state=Message.LEAVING
    ).only("pk"),
    int,
)


def file_message(*, raw: RawMessage, letter: Letter | None = None) -> Message | None:
    """Show a stored mail, read already or read here, in a conversation; again is as once.

    What cannot be read becomes a conversation of its own with `trouble`, the original attached.
    Returns None where it adds nothing to say: a mail of ours that came back, or a report about
    one, which is shown beside that one; or where a room ahead took it (`claims`).
    """
    letter = letter or read(raw)
    with transaction.atomic(savepoint=False):
        alone = len(TWINS.rows(raw.fingerprint)) < 2  # in two mailboxes wait for each other here
        known = SHOWN.first(raw.pk)
        if known:
            return known
        if raw.door != IMPORT and claimed(raw, letter):
            return None
        if letter.read is None:
            return _file_unread(raw, letter)
        if _is_known_echo(raw, letter.read.mail) or is_report(raw, letter.read):
            return None
        if brought(raw, letter.read):
            return file_beside(raw, letter.at, letter.read, alone=alone)
        return _file(raw, letter, letter.read, alone=alone)


def file_unfiled(*, raw: RawMessage) -> Message | None:
    """Show a mail that could not be filed, as one that could not be read; again is as once."""
    there = default_storage.exists(raw.file)
    trouble = UNFILED if there else MISSING
    return file_message(raw=raw, letter=Letter(None, raw.received_at, trouble=trouble))


def read_again(*, message: Message, by: Actor | str) -> bool:
    """Try once more what could not be read or filed, after an upgrade or with other limits.

    It stays in the conversation that stood for it. True when it can be read now.
    """
    raw = message.raw
    if raw is None:
        return True
    try:
        done = _read_again(raw, message, by)
    except FileNotFoundError:
        return False
    except (OSError, OperationalError):
        raise
    except Exception as error:  # noqa: BLE001  # whatever kept it from being filed may do so again
        log.error("mail %s could not be filed again: %s", raw.pk, type(error).__name__)
        return False
    if done:
        for errand in Errand.objects.failed().filter(entry__about__raw=raw.pk):
            try_again(errand=errand)
    return done


def _read_again(raw: RawMessage, message: Message, by: Actor | str) -> bool:
    letter = read(raw)
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
        if not conversation.trouble:
            return True
        record(verb="conversations.read_again", by=by, about={"conversation": conversation.pk})
        conversation.trouble = letter.trouble
        if letter.read is None:
            conversation.save(update_fields=["trouble"])
            return False
        mail = letter.read.mail
        contact, side = _other_side(raw, mail)
        conversation.contact = conversation.contact or contact
        conversation.subject = mail.subject[:500]
        conversation.language = language_of(letter.read.text or mail.subject, contact)
        again = keep_letter(
            conversation=conversation, raw=raw, at=message.at, read=letter.read, contact=contact,
            side=side, noted=_noted(raw, letter.read, contact), into=message,
        )  # fmt: skip
        is_report(raw, letter.read)
        conversation.save()
        _record(raw, again)
    return True


def _file(raw: RawMessage, letter: Letter, read: ReadMail, *, alone: bool) -> Message | None:
    """`alone`: no other mailbox of ours has it."""
    mail, at = read.mail, letter.at
    contact, side = _other_side(raw, mail)
    found = threading.find(raw, mail) or (None if alone else threading.elsewhere(raw))
    begins = found is None
    if found is None:
        conversation = insert(
            Conversation(
                subject=mail.subject[:500],
                contact=contact,
                language=language_of(read.text or mail.subject, contact),
                began_at=at,
                last_at=at,
                aside=aside_of(mail, contact, live=raw.door != IMPORT)
                if side == Message.THEM
                else "",
            )
        )
        insert(Filing(conversation=conversation, mailbox_id=raw.mailbox_id))
    else:
        conversation = LOCKED.one(found)
        _show_in(conversation, raw)
        twin = None if alone else TWIN_HERE.first(conversation.pk, raw.fingerprint)
        if twin:
            return twin
    message = keep_letter(
        conversation=conversation, raw=raw, at=at, read=read, contact=contact, side=side,
        noted=_noted(raw, read, contact if side == Message.THEM else None),
    )  # fmt: skip
    they_said(conversation, message)
    said = not begins and side == Message.THEM and not message.automatic
    if said and WAITING.rows(conversation.pk) and conversation.last_word == message:
        stop_waiting(conversation, why="they_wrote")
    _record(raw, message)
    return message


def _file_unread(raw: RawMessage, letter: Letter) -> Message:
    """Nothing could be read, so someone has to look: the sender may be waiting."""
    elsewhere = threading.elsewhere(raw)
    if elsewhere:
        twin = Conversation.objects.get(pk=elsewhere)
        _show_in(twin, raw)
        found: Message = twin.messages.get(raw__fingerprint=raw.fingerprint)
        return found
    contact = meet(address=raw.envelope_sender) if raw.envelope_sender else None
    conversation = Conversation.objects.create(
        contact=contact,
        language=language_of("", contact),
        began_at=letter.at,
        last_at=letter.at,
        trouble=letter.trouble,
    )
    _show_in(conversation, raw)
    message = Message.objects.create(
        conversation=conversation,
        side=Message.THEM,
        contact=contact,
        sender=raw.envelope_sender,
        raw=raw,
        at=letter.at,
    )
    they_said(conversation, message)
    _record(raw, message)
    return message


def _other_side(raw: RawMessage, mail: ParsedMail) -> tuple[Contact | None, str]:
    """Who is met, and whose words these are. In an import, what one of us wrote to somebody outside
    was said by us; at the open doors that could be anyone's claim."""
    sender = mail.sender.address or raw.envelope_sender
    if raw.door == IMPORT and threading.is_ours(sender):
        person = _written_to(sender, mail)
        if person is not None and person.address:
            return meet(address=person.address, name=person.name), Message.US
    return (meet(address=sender, name=mail.sender.name) if sender else None), Message.THEM


def _written_to(sender: str, mail: ParsedMail) -> Mailaddress | None:
    """The first from outside; what one of our mailboxes sent, it may have sent to colleagues."""
    people = [one for one in (*mail.to, *mail.cc) if one.address]
    outside = next((one for one in people if not threading.is_ours(one.address or "")), None)
    if outside is None and threading.without_tag(sender) in threading.own_addresses():
        return people[0] if people else None
    return outside


def _is_known_echo(raw: RawMessage, mail: ParsedMail) -> bool:
    outgoing = threading.own_outgoing(mail)
    return (
        outgoing is not None
        and Filing.objects.filter(
            mailbox=raw.mailbox_id, conversation__messages__outgoing=outgoing
        ).exists()
    )


def is_report(raw: RawMessage, read: ReadMail) -> bool:
    """A report about a mail of ours stands beside that mail."""
    if not (read.mail.is_bounce or read.mail.null_sender or is_from_nobody(raw)):
        return False
    report = read.report
    outgoing = threading.outgoing_of(report, raw) if report else None
    if report is None or outgoing is None:
        return False
    note_bounce(
        outgoing=outgoing,
        raw=raw,
        permanent=report.permanent,
        code=report.code,
        reason=report.reason,
    )
    message = Message.objects.filter(outgoing=outgoing).select_related("conversation").first()
    if message and report.permanent:
        conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
        they_wait_again(conversation, since=message.at)
    return True


def _noted(raw: RawMessage, read: ReadMail, contact: Contact | None) -> dict[str, Any]:
    noted = noted_of(raw, read, contact)
    return {**noted, "unproven": True} if unproven(raw, read) else noted


def _show_in(conversation: Conversation, raw: RawMessage) -> None:
    if not FILED.rows(conversation.pk, raw.mailbox_id):
        Filing.objects.get_or_create(conversation=conversation, mailbox_id=raw.mailbox_id)


def _record(raw: RawMessage, message: Message) -> None:
    record(
        verb="conversations.message_filed",
        by=message.contact or "machine:mail",
        about={"conversation": message.conversation_id, "message": message.pk, "raw": raw.pk},
        lane=Errand.IMPORT if raw.door == IMPORT else Errand.LIVE,
    )
