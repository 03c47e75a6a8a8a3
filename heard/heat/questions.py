"""How hot it is here, since when, and what is worth a look today."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from heard.conversations.models import Conversation, Message
from heard.heat.models import HOT, Disagreement, Reading
from heard.journal import clock
from heard.journal.once import asked_once
from heard.people.models import Calendar, Colleague

DAILY = 5  # what one person is asked to look at in a day
RECENT = timedelta(days=14)
CALM, DISPLEASED = "calm", "displeased"
LIKELY = 0.5  # from which forecast on a calm one is worth a look
TREND = 0.5  # how much a rise of the forecast counts beside the forecast


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
    """`besides`: whose own disagreement, with any account of theirs, does not count, since it would
    open the gate for them. `until`: as of then."""
    reading = latest_reading(conversation, until)
    if reading is None:
        return False
    return reading.is_hot or (besides is not None and _was_hot_before(reading, besides))


def any_hot(messages: QuerySet[Message], besides: Colleague | None = None) -> bool:
    """Whether one of `messages` is hot, whatever came after it; `besides` as in `is_hot`."""
    hot = Q(word__in=HOT)
    if besides is not None:
        hot |= Q(disagreements__in=_hot_ones_doubted(besides))
    theirs = Reading.objects.filter(message__in=messages, message__automatic=False)
    return theirs.filter(hot).exists()


def waits_in_heat(conversation: Conversation) -> bool:
    """Whether what they wrote last is hot and still waits for us."""
    return conversation.waiting_since is not None and is_hot(conversation.pk)


def _was_hot_before(reading: Reading, colleague: Colleague) -> bool:
    return _hot_ones_doubted(colleague).filter(reading=reading).exists()


def _hot_ones_doubted(colleague: Colleague) -> QuerySet[Disagreement]:
    """Where this human being, with any of their accounts, doubted a word that was hot."""
    theirs = Q(by=colleague.person) | Q(by__second_account_of=colleague.person)
    return Disagreement.objects.filter(theirs, word__in=HOT)


def hot_since(
    conversation: int | None, besides: Colleague | None = None, until: datetime | None = None
) -> datetime | None:
    """When their latest message came, while it is hot (as `is_hot` says); otherwise None."""
    hot = is_hot(conversation, besides, until)
    reading = latest_reading(conversation, until) if hot else None
    return reading.message.at if reading is not None else None


@asked_once
def watch_list(colleague: Colleague) -> list[Conversation]:
    """Open conversations that may boil next, the likeliest first; at most five a day, so that what
    was closed today has had its place.

    Ranked by their forecast, and by how it rose since the message before: by what is said in the
    conversation itself, never by who they are. What somebody said was heard is left out until they
    write again.
    """
    lately = clock.now() - RECENT
    today = Calendar.of_the_house().day_of(clock.now())
    open_ones = Conversation.objects.visible_to(colleague).filter(
        Q(closed_at=None) | Q(closed_at__gte=today), put_away_at=None, last_at__gte=lately
    )
    ranked = (
        Reading.objects.filter(message__conversation__in=open_ones.values("pk"))
        .filter(Q(word=DISPLEASED) | Q(word=CALM, forecast__gte=LIKELY), message__at__gte=lately)
        .filter(forecast__isnull=False)
        .exclude(Exists(_theirs_around("gt")))
        .exclude(disagreements__direction=Disagreement.HEARD)
        .annotate(before=Subquery(_theirs_around("lt").values("reading__forecast")[:1]))
        .annotate(trend=F("forecast") - Coalesce(F("before"), F("forecast")))
        .select_related("message__conversation")
        .order_by(-(F("forecast") + TREND * F("trend")), "pk")
    )
    found: dict[int, Conversation] = {}
    for reading in ranked[: DAILY * 2]:  # two of their messages may carry the same moment
        found.setdefault(reading.message.conversation_id, reading.message.conversation)
    return [one for one in list(found.values())[:DAILY] if one.closed_at is None]


def _theirs_around(side: str) -> QuerySet[Message]:
    """Their messages in the conversation of a reading, after its own ("gt") or before it ("lt"),
    the latest first. An absence note says nothing about them."""
    return Message.objects.filter(
        **{f"at__{side}": OuterRef("message__at")},
        conversation=OuterRef("message__conversation"),
        side=Message.THEM,
        automatic=False,
    ).order_by("-at", "-pk")
