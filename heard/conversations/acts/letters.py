"""The rows of one mail: what it says, to whom, and what is attached."""

from django.urls import reverse

from heard.conversations.models import Attachment, Conversation, Message, Reference
from heard.conversations.reading import Letter
from heard.conversations.threading import references_of
from heard.mail.durability import keep_bytes
from heard.mail.models import RawMessage
from heard.mail.parsing import Mailaddress, ParsedMail
from heard.mail.parsing.html import clean
from heard.people.models import Contact


def keep_letter(
    *,
    conversation: Conversation,
    raw: RawMessage,
    letter: Letter,
    mail: ParsedMail,
    contact: Contact | None,
    side: str,
) -> Message:
    message = Message.objects.create(
        conversation=conversation,
        side=side,
        state=Message.SENT if side == Message.US else Message.ARRIVED,
        contact=contact if side == Message.THEM else None,
        sender=(mail.sender.address or raw.envelope_sender)[:320],
        sender_name=mail.sender.name[:200],
        to=_addresses(mail.to),
        cc=_addresses(mail.cc),
        reply_to=_addresses(mail.reply_to),
        subject=mail.subject[:500],
        text=letter.text,
        quoted=letter.quoted,
        signature=letter.signature,
        message_id=mail.message_id[:500],
        raw=raw,
        automatic=mail.is_automatic or mail.is_bounce,
        at=letter.at,
    )
    Reference.objects.bulk_create(
        Reference(message=message, name=name) for name in references_of(mail)
    )
    inline = _attach(message, mail)
    if mail.html:
        cleaned = clean(mail.html, inline=inline)
        message.html, message.blocked = cleaned.html, cleaned.blocked
        message.save(update_fields=["html", "blocked"])
    return message


def _attach(message: Message, mail: ParsedMail) -> dict[str, str]:
    """Keep the attachments; returns Content-ID → address of those shown within the letter."""
    inline = {}
    for part in mail.attachments:
        attachment = Attachment.objects.create(
            message=message,
            name=part.name[:255],
            content_type=part.content_type[:120],
            content_id=part.content_id[:255],
            inline=part.inline,
            size=part.size,
            file=keep_bytes(part.content, folder="attachments"),
        )
        if part.content_id:
            inline[part.content_id] = reverse("conversations:attachment", args=[attachment.pk])
    return inline


def _addresses(people: tuple[Mailaddress, ...]) -> list[str]:
    return [person.address for person in people if person.address][:200]
