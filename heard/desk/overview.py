"""Conversations as scripts see them: every field of `heard list --json`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from heard.conversations.models import Conversation, Message
from heard.heat.models import Reading
from heard.heat.questions import latest_readings
from heard.holding.models import Promise
from heard.listening.questions import heard_state
from heard.mail.models import Mailbox
from heard.situations import way
from heard.situations.models import Situation


def overview(conversations: Iterable[Conversation]) -> list[dict[str, Any]]:
    """One mapping per conversation, with the keys of the command-line contract."""
    listed = list(conversations)
    ids = [one.pk for one in listed]
    readings = latest_readings(ids)
    situations = {
        one.conversation_id: one for one in Situation.objects.open().filter(conversation__in=ids)
    }
    return [_one(one, readings.get(one.pk), situations.get(one.pk)) for one in listed]


def _one(
    conversation: Conversation, reading: Reading | None, situation: Situation | None
) -> dict[str, Any]:
    return {
        "id": conversation.pk,
        "subject": conversation.subject,
        "mailboxes": list(
            Mailbox.objects.filter(filings__conversation=conversation).values_list(
                "name", flat=True
            )
        ),
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
            for promise in Promise.objects.filter(conversation=conversation, renewed_as=None)
        ],
        "parsed": not conversation.trouble,
        "messages": [
            _message(one) for one in conversation.messages.exclude(state=Message.CANCELLED)
        ],
    }


def _contact(conversation: Conversation) -> dict[str, Any] | None:
    contact = conversation.contact
    if contact is None:
        return None
    organisation = contact.organisation
    return {
        "name": contact.name,
        "address": contact.address,
        "organisation": organisation.name if organisation else None,
        "kind": organisation.kinds if organisation else [],
    }


def _message(message: Message) -> dict[str, Any]:
    reading = Reading.objects.filter(message=message).first()
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
