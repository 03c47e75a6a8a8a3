"""The arc of a relationship: what went well first, then what it went through."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from heard.closing.models import GoodNote
from heard.conversations.models import Conversation
from heard.decisions.models import Barrier, Decision
from heard.holding.models import Promise
from heard.listening.models import Confirmation, Point
from heard.situations.models import Situation

MOST = 40  # of each half, the latest


@dataclass(frozen=True)
class Step:
    """One thing that happened. `said`: words that go with it, "" where none do."""

    at: datetime
    what: str
    said: str
    conversation: Conversation


@dataclass(frozen=True)
class Arc:
    good: list[Step]
    way: list[Step]


def arc(conversations: Iterable[Conversation]) -> Arc:
    """Of these conversations (those the reader may see), the latest first in each half."""
    known = {one.pk: one for one in conversations}
    good = [*_good_notes(known), *_kept(known), *_confirmed(known)]
    way = [*_situations(known), *_decided(known), *_ended(known), *_broken(known)]
    return Arc(_latest(good), _latest(way))


def _latest(steps: list[Step]) -> list[Step]:
    return list(islice(sorted(steps, key=lambda step: step.at, reverse=True), MOST))


def _good_notes(known: dict[int, Conversation]) -> Iterator[Step]:
    for note in GoodNote.objects.filter(conversation__in=known):
        said = " ".join(part for part in (note.thanks, note.agreed) if part)
        yield Step(note.at, _("ended on a good note"), said, known[note.conversation_id])


def _kept(known: dict[int, Conversation]) -> Iterator[Step]:
    for promise in Promise.objects.filter(conversation__in=known).exclude(kept_at=None):
        if promise.kept_at is not None and promise.kept_at <= promise.due:
            ours = promise.by == Promise.US
            what = _("we kept our promise") if ours else _("they kept their promise")
            yield Step(promise.kept_at, what, promise.text, known[promise.conversation_id])


def _confirmed(known: dict[int, Conversation]) -> Iterator[Step]:
    found = Confirmation.objects.filter(
        situation__conversation__in=known, kind=Confirmation.CONFIRMED, disowned_at=None
    ).select_related("situation")
    for one in found:
        what = _("they confirmed that we understood them")
        yield Step(one.at, what, one.text, known[one.situation.conversation_id])


def _situations(known: dict[int, Conversation]) -> Iterator[Step]:
    for situation in Situation.objects.filter(conversation__in=known):
        theirs = situation.raised_by == Situation.THEM
        what = _("they were unhappy with us") if theirs else _("we were unhappy with them")
        points = Point.objects.filter(
            situation=situation, side=situation.raised_by, dropped_at=None
        ).values_list("text", flat=True)[:3]
        yield Step(situation.raised_at, what, " · ".join(points), known[situation.conversation_id])


def _decided(known: dict[int, Conversation]) -> Iterator[Step]:
    found = Decision.objects.filter(conversation__in=known).exclude(carried_out_at=None)
    for decision in found:
        if decision.conversation_id is None or decision.carried_out_at is None:
            continue
        what = _("decided: %(kind)s") % {"kind": decision.get_kind_display()}
        yield Step(decision.carried_out_at, what, "", known[decision.conversation_id])


def _ended(known: dict[int, Conversation]) -> Iterator[Step]:
    """The way back; the endings themselves are among the decisions."""
    lifted = Barrier.objects.filter(decision__conversation__in=known).exclude(lifted_at=None)
    for barrier in lifted.select_related("decision"):
        if barrier.lifted_at is not None and barrier.decision.conversation_id is not None:
            here = known[barrier.decision.conversation_id]
            yield Step(barrier.lifted_at, _("the way back was opened"), "", here)


def _broken(known: dict[int, Conversation]) -> Iterator[Step]:
    """Promises that passed: the record is honest about ours, too."""
    for promise in Promise.objects.filter(conversation__in=known).exclude(noticed_at=None):
        ours = promise.by == Promise.US
        what = (
            _("we did not keep a promise in time")
            if ours
            else _("they did not keep a promise in time")
        )
        yield Step(promise.due, what, promise.text, known[promise.conversation_id])
