"""The bytes of a letter of ours: text, signature, what it answers to, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import make_msgid

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format

from heard.conversations.models import Conversation, Draft, Enclosure, Message
from heard.conversations.reply_address import loop_mark, signed
from heard.journal import clock
from heard.mail.composing import Enclosed, compose, in_ascii, quoting
from heard.mail.models import Mailbox
from heard.mail.parsing import Mailaddress
from heard.people.house_time import here

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
    name: str = "",
) -> Frozen:
    """The exact bytes; `hidden` is put into them in place of its keys, and nowhere else.

    `name`: whose it is where the mailbox names no sender; without one the writer's.
    """
    domain = in_ascii(mailbox.address).rpartition("@")[2] or "localhost"
    message_id = make_msgid(domain=domain)
    earlier = _earlier(conversation)
    subject = subject_of(conversation)
    text = draft.text
    for placeholder, meant in hidden.items():
        text = text.replace(placeholder, meant)
    mime = compose(
        message_id=message_id,
        sender=Mailaddress(mailbox.sender_name or name or draft.by.name, mailbox.address),
        to=[Mailaddress("", address) for address in to],
        cc=[Mailaddress("", address) for address in cc],
        subject=subject,
        text=text,
        signature=signature_of(conversation, mailbox),
        quoted=quoted_in(conversation),
        in_reply_to=earlier[-1] if earlier else "",
        references=earlier,
        reply_to=Mailaddress("", signed(mailbox.address, conversation.pk)),
        date=draft.leave_at or clock.now(),
        attachments=[_enclosed(one) for one in draft.enclosures.all()],
        headers={"X-Heard-Loop": loop_mark(message_id)},
    )
    return Frozen(message_id, subject, mime)


def mailbox_with_address(conversation: Conversation) -> Mailbox | None:
    """The first mailbox it is seen in that has an address; letters bear its name."""
    boxes = Mailbox.objects.filter(filings__conversation=conversation).order_by("filings__id")
    found: Mailbox | None = boxes.exclude(address="").first()
    return found


def subject_of(conversation: Conversation) -> str:
    """ "Re: …" once somebody has written, without piling up."""
    subject = " ".join(conversation.subject.split())[:200]
    bare = subject
    while bare[:3].lower() in {"re:", "aw:"}:
        bare = bare[3:].lstrip()
    written = _said(conversation).filter(medium=Message.MAIL).exists()
    return f"Re: {bare}" if written else bare


def _earlier(conversation: Conversation) -> list[str]:
    """Message-IDs of what was really said, oldest first: the first of all and the latest."""
    said = _said(conversation).exclude(message_id="").order_by("at", "id")
    names = list(said.values_list("message_id", flat=True))
    return names if len(names) <= REFERENCES else [names[0], *names[-REFERENCES + 1 :]]


def _said(conversation: Conversation) -> QuerySet[Message]:
    """What reached one side or the other: nothing that is leaving, or was taken back."""
    return conversation.messages.filter(state__in=[Message.ARRIVED, Message.SENT])


def signature_of(conversation: Conversation, mailbox: Mailbox) -> str:
    """The mailbox's signature in the language of the conversation."""
    signature = mailbox.signature_de if conversation.language == "de" else mailbox.signature_en
    return signature.strip()


def quoted_in(conversation: Conversation) -> tuple[str, str]:
    """What stands folded below our letter: the line above it, and their last mail's own words."""
    last = conversation.last_word
    if last is None or not last.text.strip() or last.medium != Message.MAIL:
        return "", ""
    with translation.override(conversation.language):
        when = date_format(here(last.at), "DATETIME_FORMAT")
    return quoting(last.sender_name or last.sender, when, conversation.language), last.text


def _enclosed(one: Enclosure) -> Enclosed:
    with default_storage.open(one.file) as file:
        content: bytes = file.read()
    return Enclosed(one.name, one.content_type, content)
