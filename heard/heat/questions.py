"""How hot it is here, since when, and what is worth a look today."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from heard.conversations.models import Conversation, Message
from heard.heat.models import Reading
from heard.journal import clock
from heard.people.models import Colleague

DAILY = 5  # what one person is asked to look at in a day
RECENT = timedelta(days=14)
DISPLEASED = "displeased"


def latest_reading(conversation: int | None) -> Reading | None:
    """The reading of their latest message (by the conversation's id)."""
    return (
        Reading.objects.filter(message__conversation=conversation, message__side=Message.THEM)
        .order_by("-message__at", "-message_id")
        .first()
    )


def latest_readings(conversations: Iterable[int]) -> dict[int, Reading]:
    """The reading of their latest message for each conversation that has one."""
    readings = Reading.objects.filter(message__conversation__in=list(conversations))
    found: dict[int, Reading] = {}
    ordered = readings.annotate(talk=F("message__conversation")).order_by("message__at", "pk")
    for reading in ordered:
        found[reading.talk] = reading
    return found


def is_hot(conversation: int | None) -> bool:
    reading = latest_reading(conversation)
    return reading is not None and reading.is_hot


def hot_since(conversation: int | None) -> datetime | None:
    """When their latest hot message came, while it is hot; otherwise None."""
    reading = latest_reading(conversation)
    return reading.message.at if reading is not None and reading.is_hot else None


def watch_list(colleague: Colleague) -> list[Conversation]:
    """At most five open conversations that may boil next: not yet hot, by their forecast.

    Ranked by what is said in the conversation itself, never by who they are.
    """
    lately = clock.now() - RECENT
    open_ones = Conversation.objects.visible_to(colleague).filter(
        closed_at=None, put_away_at=None, last_at__gte=lately
    )
    newer = Message.objects.filter(
        conversation=OuterRef("message__conversation"),
        side=Message.THEM,
        at__gt=OuterRef("message__at"),
    )
    ranked = (
        Reading.objects.filter(
            message__conversation__in=open_ones.values("pk"),
            message__at__gte=lately,
            word=DISPLEASED,
            forecast__isnull=False,
        )
        .exclude(Exists(newer))
        .select_related("message__conversation")
        .order_by("-forecast", "pk")
    )
    found: dict[int, Conversation] = {}
    for reading in ranked[: DAILY * 2]:  # two of their messages may carry the same moment
        found.setdefault(reading.message.conversation_id, reading.message.conversation)
    return list(found.values())[:DAILY]
