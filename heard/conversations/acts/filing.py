"""Putting a mail where it belongs, so that people see it."""

from datetime import datetime

from django.db import transaction

from heard.conversations import threading
from heard.conversations.acts.letters import is_from_nobody, keep_letter
from heard.conversations.acts.taking_back import stop_waiting
from heard.conversations.acts.waiting import they_said, they_wait_again
from heard.conversations.language import language_of
from heard.conversations.models import Conversation, Filing, Message
from heard.conversations.reading import Letter, read
from heard.journal.acts import Actor, record
from heard.journal.models import Errand
from heard.mail.acts import note_bounce
from heard.mail.models import RawMessage
from heard.mail.parsing import ParsedMail
from heard.mail.parsing.whole import ReadMail
from heard.people.acts import meet
from heard.people.models import Contact

IMPORT = "import"


def file_message(*, raw: RawMessage) -> Message | None:
    """Read a stored mail and show it in a conversation; again is the same as once.

    What cannot be read becomes a conversation of its own with `trouble`, the original attached.
    Returns None where it adds nothing to say: a mail of ours that came back, or a report about
    one, which is shown beside that one.
    """
    letter = read(raw)
    with transaction.atomic():
        # Twins in two mailboxes wait for each other here
        list(
            RawMessage.objects.select_for_update()
            .filter(fingerprint=raw.fingerprint)
            .order_by("pk")
        )
        known = Message.objects.filter(raw=raw).first()
        if known:
            return known
        if letter.read is None:
            return _file_unread(raw, letter)
        if _is_known_echo(raw, letter.read.mail) or is_report(raw, letter.read):
            return None
        return _file(raw, letter.at, letter.read)


def read_again(*, message: Message, by: Actor | str) -> bool:
    """Try once more what could not be read, after an upgrade or with other limits.

    It stays in the conversation that stood for it. True when it can be read now.
    """
    raw = message.raw
    if raw is None:
        return True
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
            side=side, noted={}, into=message,
        )  # fmt: skip
        is_report(raw, letter.read)
        conversation.save()
        _record(raw, again)
    return True


def _file(raw: RawMessage, at: datetime, read: ReadMail) -> Message | None:
    mail = read.mail
    contact, side = _other_side(raw, mail)
    conversation = threading.find(raw, mail) or threading.elsewhere(raw)
    if conversation is None:
        conversation = Conversation.objects.create(
            subject=mail.subject[:500],
            contact=contact,
            language=language_of(read.text or mail.subject, contact),
            began_at=at,
            last_at=at,
        )
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    _show_in(conversation, raw)
    twin = conversation.messages.filter(raw__fingerprint=raw.fingerprint).first()
    if twin:
        return twin
    message = keep_letter(
        conversation=conversation, raw=raw, at=at, read=read, contact=contact, side=side, noted={}
    )
    they_said(conversation, message)
    if side == Message.THEM and conversation.last_word == message and not message.automatic:
        stop_waiting(conversation, why="they_wrote")
    _record(raw, message)
    return message


def _file_unread(raw: RawMessage, letter: Letter) -> Message:
    """Nothing could be read, so someone has to look: the sender may be waiting."""
    twin = threading.elsewhere(raw)
    if twin:
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
    """Who is met, and whose words these are. In an import, what one of our own addresses wrote
    was said by us; at the open doors that could be anyone's claim."""
    sender = mail.sender.address or raw.envelope_sender
    if raw.door == IMPORT and sender and threading.without_tag(sender) in threading.own_addresses():
        for person in (*mail.to, *mail.cc):
            if person.address:
                return meet(address=person.address, name=person.name), Message.US
    return (meet(address=sender, name=mail.sender.name) if sender else None), Message.THEM


def _is_known_echo(raw: RawMessage, mail: ParsedMail) -> bool:
    outgoing = threading.own_outgoing(mail)
    return (
        outgoing is not None
        and Filing.objects.filter(
            mailbox=raw.mailbox, conversation__messages__outgoing=outgoing
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


def _show_in(conversation: Conversation, raw: RawMessage) -> None:
    Filing.objects.get_or_create(conversation=conversation, mailbox=raw.mailbox)


def _record(raw: RawMessage, message: Message) -> None:
    record(
        verb="conversations.message_filed",
        by=message.contact or "machine:mail",
        about={"conversation": message.conversation_id, "message": message.pk, "raw": raw.pk},
        lane=Errand.IMPORT if raw.door == IMPORT else Errand.LIVE,
    )
