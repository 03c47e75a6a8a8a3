"""How hot it is here, since when, and what is worth a look today."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from heard.conversations.models import Conversation, Message
from heard.heat.models import HOT, Disagreement, Reading
from heard.journal import clock
from heard.journal.once import asked_once
from heard.people.models import Colleague

DAILY = 5  # what one person is asked to look at in a day
RECENT = timedelta(days=14)
DISPLEASED = "displeased"


@asked_once
def latest_reading(conversation: int | None, until: datetime | None = None) -> Reading | None:
    """The reading of their latest message (by the conversation's id); `until`: as of then."""
    found = Reading.objects.filter(
        message__conversation=conversation,
        message__side=Message.THEM,
        message__automatic=False,  # an absence note cools nobody
    )
    if until is not None:
        found = found.filter(message__at__lte=until)
    return found.order_by("-message__at", "-message_id").first()


def latest_readings(conversations: Iterable[int], *, closed: bool = True) -> dict[int, Reading]:
    """The reading of their latest message for each conversation that has one; `closed`: whether
    those that are closed are asked for, too."""
    readings = Reading.objects.filter(
        message__conversation__in=list(conversations), message__automatic=False
    )
    if not closed:
        readings = readings.filter(message__conversation__closed_at=None)
    found: dict[int, Reading] = {}
    ordered = readings.annotate(talk=F("message__conversation")).order_by("message__at", "pk")
    for reading in ordered:
        found[reading.talk] = reading
    return found


def is_hot(
    conversation: int | None, besides: Colleague | None = None, until: datetime | None = None
) -> bool:
    """`besides`: whose own disagreement does not count, since it would open the gate for them.
    `until`: as of then."""
    reading = latest_reading(conversation, until)
    if reading is None:
        return False
    return reading.is_hot or (besides is not None and _was_hot_before(reading, besides))


def any_hot(messages: QuerySet[Message], besides: Colleague) -> bool:
    """Whether one of `messages` is hot, whatever came after it; `besides` as in `is_hot`."""
    doubted = Q(disagreements__by=besides, disagreements__word__in=HOT)
    theirs = Reading.objects.filter(message__in=messages, message__automatic=False)
    return theirs.filter(Q(word__in=HOT) | doubted).exists()


def waits_in_heat(conversation: Conversation) -> bool:
    """Whether what they wrote last is hot and still waits for us."""
    return conversation.waiting_since is not None and is_hot(conversation.pk)


def _was_hot_before(reading: Reading, colleague: Colleague) -> bool:
    mine = Disagreement.objects.filter(reading=reading, by=colleague).first()
    return mine is not None and mine.word in HOT


def hot_since(
    conversation: int | None, besides: Colleague | None = None, until: datetime | None = None
) -> datetime | None:
    """When their latest message came, while it is hot (as `is_hot` says); otherwise None."""
    hot = is_hot(conversation, besides, until)
    reading = latest_reading(conversation, until) if hot else None
    return reading.message.at if reading is not None else None


@asked_once
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
