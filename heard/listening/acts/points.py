"""Their points, in their words; and ours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Conversation, Message
from heard.heat import acts as heat
from heard.heat.models import Reading
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.judgement import acts as judgement
from heard.judgement.folding import own_words
from heard.judgement.values import Point as FoundPoint
from heard.judgement.values import Turn
from heard.listening.models import Point
from heard.listening.signed import above_the_name
from heard.listening.weight import only_threatens
from heard.people.models import Colleague
from heard.situations.acts import about
from heard.situations.models import Situation

MOST = 6  # the heaviest; threats and dates are named in any case
LATEST = 12  # messages looked at; points are of those since our last one


def extract(*, situation: Situation, by: Colleague | str) -> list[Point]:
    """The points of their messages that nobody has gone through yet, added to those that stand.

    What a person has written, edited or dropped is never touched. Returns all that stand now.
    """
    with transaction.atomic():
        situation = Situation.objects.select_for_update().get(pk=situation.pk)
        known = list(situation.points.filter(side="them"))
        fresh = _unread(situation, known)
        for number, (message, point) in enumerate(fresh, start=len(known)):
            Point.objects.create(
                situation=situation,
                side="them",
                text=point.text,
                message=message,
                start=point.start,
                end=point.end,
                said_back=not only_threatens(point.text),
                order=number,
                at=clock.now(),
            )
        if fresh:
            record(verb="listening.points_found", by=by, about=about(situation))
    return list(situation.points.filter(side="them", dropped_at=None))


def _unread(situation: Situation, known: Sequence[Point]) -> list[tuple[Message, FoundPoint]]:
    """Points of their latest messages, without those of messages somebody went through.

    Once points stand, and where it is we who are unhappy, a calm letter adds none: it answers.
    """
    since = max((point.at for point in known), default=None)
    if since is None and situation.raised_by == Situation.US:
        since = situation.raised_at  # what they wrote before we spoke up is no answer to us
    gone_through = {point.message_id for point in known}
    heard_out = known or situation.raised_by == Situation.US
    return [
        (message, point)
        for message, point in found_in(situation.conversation)
        if message.pk not in gone_through
        and (since is None or message.at > since)
        and not (heard_out and _is_calm(message))
    ][:MOST]


def _is_calm(message: Message) -> bool:
    reading = heat.read(message=message) or Reading.objects.filter(message=message).first()
    return reading is not None and reading.word == "calm"


def found_in(conversation: Conversation) -> list[tuple[Message, FoundPoint]]:
    """What the judgement finds in their messages since our last one; nothing is written."""
    said = conversation.messages.exclude(state=Message.CANCELLED)
    messages = list(reversed(said.order_by("-at", "-id")[:LATEST]))
    turns = [_turn(one) for one in messages]
    found = judgement.review(turns, "").points
    heaviest = sorted(found, key=lambda point: -point.weight)[:MOST]
    return [
        (messages[point.turn], replace(point, text=point.text[:1].upper() + point.text[1:]))
        for point in found
        if point in heaviest and point.turn is not None
    ]


def _turn(message: Message) -> Turn:
    if message.side == Message.US:
        return Turn("us", message.text)
    return Turn("them", above_the_name(own_words(message.text), message.sender_name))


def set_points(
    *,
    situation: Situation,
    by: Colleague,
    points: Sequence[str],
    side: str = "them",
    kept_here: Collection[str] | None = None,
    shown: Collection[int] | None = None,
) -> list[Point]:
    """The list as a person has edited it; a point that keeps its text keeps its place in theirs.

    What drops out is marked as dropped, never deleted. `kept_here`: those that no letter of ours
    says back; None leaves that as it is. `shown`: ids of the points that the person had before
    them; what came meanwhile stays, after theirs. None: all that stand.
    """
    wanted = list(dict.fromkeys(text.strip() for text in points if text.strip()))
    with transaction.atomic():
        standing = _standing(situation, side)
        known = {point.text: point for point in reversed(standing)}
        _drop(standing, [known[text] for text in wanted if text in known], shown, len(wanted))
        for number, text in enumerate(wanted):
            point = known.get(text) or Point(
                situation=situation, side=side, text=text, by=by, at=clock.now()
            )
            point.order = number
            if kept_here is not None:
                point.said_back = text not in kept_here
            point.save()
        record(verb="listening.points_edited", by=by, about=about(situation))
    return list(situation.points.filter(side=side, dropped_at=None))


def _standing(situation: Situation, side: str) -> list[Point]:
    """The points that stand, the situation locked: two who edit them wait for each other, and
    whoever adds one holds up nobody."""
    Situation.objects.select_for_update(no_key=True).get(pk=situation.pk)
    return list(situation.points.filter(side=side, dropped_at=None))


def _drop(
    standing: Sequence[Point], kept: Sequence[Point], shown: Collection[int] | None, after: int
) -> None:
    """Mark as dropped what was `shown` and not kept; the rest stands from place `after` on."""
    for number, point in enumerate(one for one in standing if one not in kept):
        if shown is None or point.pk in shown:
            point.dropped_at = clock.now()
        point.order = after + number
        point.save(update_fields=["dropped_at", "order"])


def our_points(
    *,
    situation: Situation,
    by: Colleague,
    points: Sequence[Mapping[str, Any]],
    shown: Collection[int] | None = None,
) -> list[Point]:
    """Ours: what happened (text), what it does to us (effect), what we ask (ask), by_when.

    A point that stays as it was keeps what became of it. `shown`: as in `set_points`.
    """
    wanted = list(dict.fromkeys(_ours(point) for point in points))
    if not all(text or ask for text, _effect, ask, _by_when in wanted):
        raise Refusal(
            _("Please write with each point what happened, or what we ask. Nothing was kept yet.")
        )
    with transaction.atomic():
        standing = _standing(situation, "us")
        known = {_said(one): one for one in reversed(standing)}
        _drop(standing, [known[said] for said in wanted if said in known], shown, len(wanted))
        for number, said in enumerate(wanted):
            text, effect, ask, by_when = said
            point = known.get(said) or Point(situation=situation, side="us", by=by, at=clock.now())
            point.text, point.effect, point.ask, point.by_when = text, effect, ask, by_when
            point.order = number
            point.save()
        record(verb="listening.points_edited", by=by, about=about(situation))
    return list(situation.points.filter(side="us", dropped_at=None))


Ours = tuple[str, str, str, datetime | None]


def _ours(point: Mapping[str, Any]) -> Ours:
    text = point.get("text") or point.get("what") or ""
    effect, ask = point.get("effect") or "", point.get("ask") or ""
    return text.strip(), effect.strip(), ask.strip(), point.get("by_when")


def _said(point: Point) -> Ours:
    return point.text, point.effect, point.ask, point.by_when
