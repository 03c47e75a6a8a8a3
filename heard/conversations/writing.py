"""The bytes of a letter of ours: text, signature, what it answers to, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import make_msgid

from django.utils import translation
from django.utils.formats import date_format

from heard.conversations.models import Conversation, Draft, Message
from heard.conversations.reply_address import loop_mark, signed
from heard.journal import clock
from heard.mail.composing import compose, quoted_history
from heard.mail.models import Mailbox
from heard.mail.parsing import Mailaddress

REFERENCES = 20


@dataclass(frozen=True)
class Frozen:
    message_id: str
    subject: str
    mime: bytes


def frozen(
    conversation: Conversation,
    mailbox: Mailbox,
    draft: Draft,
    *,
    to: Sequence[str],
    cc: Sequence[str],
    hidden: Mapping[str, str],
) -> Frozen:
    """The exact bytes; `hidden` is put into them in place of its keys, and nowhere else."""
    domain = mailbox.address.rpartition("@")[2] or "localhost"
    message_id = make_msgid(domain=domain)
    names = list(conversation.messages.exclude(message_id="").order_by("-at", "-id"))
    earlier = [one.message_id for one in reversed(names[:REFERENCES])]
    subject = subject_of(conversation)
    text = draft.text
    for placeholder, meant in hidden.items():
        text = text.replace(placeholder, meant)
    mime = compose(
        message_id=message_id,
        sender=Mailaddress(mailbox.sender_name or draft.by.name, mailbox.address),
        to=[Mailaddress("", address) for address in to],
        cc=[Mailaddress("", address) for address in cc],
        subject=subject,
        text=_whole(conversation, mailbox, text),
        in_reply_to=earlier[-1] if earlier else "",
        references=earlier,
        reply_to=Mailaddress("", signed(mailbox.address, conversation.pk)),
        date=clock.now(),
        headers={"X-Heard-Loop": loop_mark(message_id)},
    )
    return Frozen(message_id, subject, mime)


def subject_of(conversation: Conversation) -> str:
    """ "Re: …" once somebody has written, without piling up."""
    subject = " ".join(conversation.subject.split())[:200]
    bare = subject
    while bare[:3].lower() in {"re:", "aw:"}:
        bare = bare[3:].lstrip()
    began_by_us = not conversation.messages.filter(medium=Message.MAIL).exists()
    return bare if began_by_us else f"Re: {bare}"


def _whole(conversation: Conversation, mailbox: Mailbox, text: str) -> str:
    signature = mailbox.signature_de if conversation.language == "de" else mailbox.signature_en
    parts = [text.strip()]
    if signature.strip():
        parts.append(f"-- \n{signature.strip()}")
    last = conversation.last_incoming
    if last is not None and last.text.strip() and last.medium == Message.MAIL:
        with translation.override(conversation.language):
            when = date_format(last.at, "DATETIME_FORMAT")
        author = last.sender_name or last.sender
        parts.append(quoted_history(last.text, author, when, conversation.language))
    return "\n\n".join(parts) + "\n"
