"""Putting a mail where it belongs, so that people see it."""

from django.db import transaction

from heard.conversations import threading
from heard.conversations.acts.letters import keep_letter
from heard.conversations.acts.taking_back import stop_waiting
from heard.conversations.acts.waiting import they_said
from heard.conversations.language import language_of
from heard.conversations.models import Conversation, Filing, Message
from heard.conversations.reading import Letter, read
from heard.journal.acts import record
from heard.journal.models import Errand
from heard.mail.acts import note_bounce
from heard.mail.models import OutgoingMessage, RawMessage
from heard.mail.parsing import ParsedMail
from heard.mail.parsing.bounces import bounce
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
        if letter.mail is None:
            return _file_unread(raw, letter)
        if _is_known_echo(raw, letter.mail) or _is_report(raw, letter.mail):
            return None
        return _file(raw, letter, letter.mail)


def _file(raw: RawMessage, letter: Letter, mail: ParsedMail) -> Message | None:
    contact, side = _other_side(raw, mail)
    conversation = threading.find(raw, mail) or threading.elsewhere(raw)
    if conversation is None:
        conversation = Conversation.objects.create(
            subject=mail.subject[:500],
            contact=contact,
            language=language_of(letter.text or mail.subject, contact),
            began_at=letter.at,
            last_at=letter.at,
        )
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    _show_in(conversation, raw)
    twin = conversation.messages.filter(raw__fingerprint=raw.fingerprint).first()
    if twin:
        return twin
    message = keep_letter(
        conversation=conversation, raw=raw, letter=letter, mail=mail, contact=contact, side=side
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


def _is_report(raw: RawMessage, mail: ParsedMail) -> bool:
    """A report about a mail of ours stands beside that mail."""
    if not (mail.is_bounce or mail.null_sender or (raw.door == "smtp" and not raw.envelope_sender)):
        return False
    report = bounce(_bytes(raw))
    if report is None or not report.message_id:
        return False
    outgoing = OutgoingMessage.objects.filter(message_id=report.message_id).first()
    if outgoing is None:
        return False
    note_bounce(
        outgoing=outgoing,
        raw=raw,
        permanent=report.permanent,
        code=report.code,
        reason=report.reason,
    )
    return True


def _bytes(raw: RawMessage) -> bytes:
    from django.core.files.storage import default_storage

    with default_storage.open(raw.file) as file:
        content: bytes = file.read()
    return content


def _show_in(conversation: Conversation, raw: RawMessage) -> None:
    Filing.objects.get_or_create(conversation=conversation, mailbox=raw.mailbox)


def _record(raw: RawMessage, message: Message) -> None:
    record(
        verb="conversations.message_filed",
        by=message.contact or "machine:mail",
        about={"conversation": message.conversation_id, "message": message.pk, "raw": raw.pk},
        lane=Errand.IMPORT if raw.door == IMPORT else Errand.LIVE,
    )
