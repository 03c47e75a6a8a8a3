"""Everything that was said in a conversation, in its order: letters, notes, calls, and more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heard.conversations import panel
from heard.conversations.models import Conversation, Message
from heard.desk import thanks
from heard.people.models import Colleague


@dataclass(frozen=True)
class Item:
    at: datetime
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def timeline(conversation: Conversation, colleague: Colleague) -> list[Item]:
    """Oldest first. Rooms ahead add entries of their own through panels at "timeline"."""
    said = list(
        conversation.messages.exclude(state=Message.CANCELLED)
        .select_related("contact", "colleague", "outgoing", "raw", "reading")
        .defer("outgoing__mime")
        .prefetch_related("attachments", "outgoing__bounces")
    )
    thanked = thanks.about(said, colleague)
    items = [
        Item(
            message.at,
            _template(message),
            {"message": message, "thanks": thanked.get(message.reference)},
        )
        for message in said
    ]
    items += [
        Item(note.at, "conversations/_note.html", {"note": note})
        for note in conversation.notes.select_related("by")
    ]
    for shown in panel.shown("timeline", conversation, colleague):
        items += [Item(at, template, context) for at, template, context in shown.context["entries"]]
    return sorted(items, key=lambda item: item.at)


def _template(message: Message) -> str:
    if message.purpose == "acknowledgement" and message.state == Message.SENT:
        return "listening/_acknowledged.html"
    return "desk/_letter.html" if message.medium == Message.MAIL else "conversations/_call.html"
