"""Conversations as scripts see them: every field of `heard list --json`."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Prefetch, QuerySet

from heard.conversations.models import Conversation, Filing, Message
from heard.heat.models import Reading
from heard.heat.questions import latest_readings
from heard.holding.models import Promise
from heard.listening.questions import heard_state
from heard.people.models import Address, Contact
from heard.situations import way
from heard.situations.models import Situation

TOGETHER = 100  # conversations whose letters are held in memory at a time
ADDRESSES = Prefetch("contact__addresses", Address.objects.order_by("id"))
BESIDE = (
    ADDRESSES,
    Prefetch("filings", Filing.objects.select_related("mailbox").order_by("mailbox__name")),
    Prefetch("promises", Promise.objects.filter(renewed_as=None)),
    Prefetch("messages", Message.objects.exclude(state=Message.CANCELLED)),
    "messages__reading",
    "messages__attachments",
)


def overview(conversations: QuerySet[Conversation]) -> Iterator[dict[str, Any]]:
    """One mapping per conversation, with the keys of the command-line contract."""
    found = conversations.select_related("contact__organisation").prefetch_related(*BESIDE)
    rest = found.iterator(TOGETHER)
    while some := list(islice(rest, TOGETHER)):
        ids = [one.pk for one in some]
        readings = latest_readings(ids)
        situations = {
            one.conversation_id: one
            for one in Situation.objects.open().filter(conversation__in=ids)
        }  # fmt: skip
        for one in some:
            yield _one(one, readings.get(one.pk), situations.get(one.pk))


def _one(
    conversation: Conversation, reading: Reading | None, situation: Situation | None
) -> dict[str, Any]:
    return {
        "id": conversation.pk,
        "subject": conversation.subject,
        "mailboxes": [one.mailbox.name for one in conversation.filings.all()],
        "contact": _contact(conversation),
        "waiting_since": _iso(conversation.waiting_since),
        "heat": reading.heat if reading else None,
        "hot": reading.hot if reading else None,
        "forecast": reading.forecast if reading else None,
        "raised_by": situation.raised_by if situation else None,
        "step": way.step(situation) if situation else None,
        "heard": heard_state(situation) if situation else None,
        "promises": [
            {"by": promise.by, "due": _iso(promise.due), "kept": bool(promise.kept_at)}
            for promise in conversation.promises.all()
        ],
        "parsed": not conversation.trouble,
        "messages": [_message(one) for one in conversation.messages.all()],
    }


def _contact(conversation: Conversation) -> dict[str, Any] | None:
    contact = conversation.contact
    if contact is None:
        return None
    organisation = contact.organisation
    return {
        "name": contact.name,
        "address": first_address(contact),
        "organisation": organisation.name if organisation else None,
        "kind": organisation.kinds if organisation else [],
    }


def first_address(contact: Contact) -> str:
    """As `contact.address` is, of those that were asked for together (`ADDRESSES`)."""
    return next((one.address for one in contact.addresses.all()), "")


def _message(message: Message) -> dict[str, Any]:
    reading: Reading | None = getattr(message, "reading", None)
    return {
        "id": message.pk,
        "side": message.side,
        "medium": message.medium,
        "state": message.state,
        "at": _iso(message.at),
        "from": {"name": message.sender_name, "address": message.sender},
        "to": message.to,
        "cc": message.cc,
        "subject": message.subject,
        "text": message.text,
        "message_id": message.message_id,
        "attachments": [
            {"name": one.name, "type": one.content_type, "size": one.size}
            for one in message.attachments.all()
        ],
        "word": (reading.word or None) if reading else None,
        "heat": reading.heat if reading else None,
        "note": (reading.note or None) if reading else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
