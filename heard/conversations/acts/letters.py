"""The rows of one mail: what it says, to whom, and what is attached."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from heard.conversations.models import Attachment, Conversation, Message, Reference
from heard.conversations.reading import Letter
from heard.conversations.threading import references_of
from heard.journal.discretion import without_keys
from heard.journal.inserted import insert, insert_all, rewrite
from heard.mail.durability import keep_bytes
from heard.mail.models import RawMessage
from heard.mail.parsing import Mailaddress, ParsedMail
from heard.mail.parsing.whole import ReadMail
from heard.people.models import Contact

ATTACHED = "attachments"


def keep_letter(
    *,
    conversation: Conversation,
    raw: RawMessage,
    at: datetime,
    read: ReadMail,
    contact: Contact | None,
    side: str,
    noted: Mapping[str, Any],
    into: Message | None = None,
) -> Message:
    """A new row, or `into` one that stood for the mail while it could not be read."""
    mail = read.mail
    message = into or Message(raw=raw)
    message.conversation, message.side = conversation, side
    message.state = Message.SENT if side == Message.US else Message.ARRIVED
    message.contact = contact if side == Message.THEM else None
    message.sender = (mail.sender.address or raw.envelope_sender)[:320]
    message.sender_name = mail.sender.name[:200]
    message.to, message.cc = _addresses(mail.to), _addresses(mail.cc)
    message.reply_to = _addresses(mail.reply_to)
    message.subject, message.message_id = mail.subject[:500], mail.message_id[:500]
    # Quoting our letter they quote the link that is theirs alone; nobody here may see its key
    message.text, message.quoted = without_keys(read.text), without_keys(read.quoted)
    message.signature = without_keys(read.signature)
    message.automatic = mail.is_automatic or mail.is_bounce or is_from_nobody(raw)
    message.noted, message.at = dict(noted), at
    if into is None:
        insert(message)
    else:
        message.save()
    insert_all(Reference(message=message, name=name) for name in references_of(mail))
    inline = _attach(message, mail)
    if read.html:
        message.html, message.blocked = without_keys(read.placed(inline)), read.blocked
        rewrite(message, "html", "blocked")
    return message


def keep_files(letter: Letter) -> None:
    """Keep what is attached before any row speaks of it, so that rows need not wait for the disk
    once they are written: filed or not, the bytes are the mail's."""
    for part in letter.mail.attachments if letter.mail else ():
        keep_bytes(part.content, folder=ATTACHED, digest=part.digest)


def is_from_nobody(raw: RawMessage) -> bool:
    """The null sender of the envelope: reports, and machines that want no answer (RFC 5321)."""
    return raw.door in {"smtp", "lmtp"} and not raw.envelope_sender


def attach_also(message: Message, mail: ParsedMail) -> None:
    """What came with a mail that brought the message here; once, where it hangs there already."""
    here = {name.rpartition("/")[2] for name in message.attachments.values_list("file", flat=True)}
    more = {part.digest: part for part in mail.attachments if part.digest not in here}
    _attach(message, replace(mail, attachments=tuple(more.values())))


def _attach(message: Message, mail: ParsedMail) -> dict[int, str]:
    """Keep the attachments; returns place → address of those that the letter can show."""
    inline = {}
    for place, part in enumerate(mail.attachments):
        attachment = insert(
            Attachment(
                message=message,
                name=part.name[:255],
                content_type=part.content_type[:120],
                content_id=part.content_id[:255],
                inline=part.inline,
                size=part.size,
                file=keep_bytes(part.content, folder=ATTACHED, digest=part.digest),
            )
        )
        if part.content_id:
            inline[place] = reverse("conversations:attachment", args=[attachment.pk])
    return inline


def _addresses(people: tuple[Mailaddress, ...]) -> list[str]:
    return [person.address for person in people if person.address][:200]
