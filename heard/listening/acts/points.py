"""Their points, in their words; and ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from heard.conversations.models import Message
from heard.journal import clock
from heard.journal.acts import record
from heard.judgement import acts as judgement
from heard.judgement.values import Turn
from heard.listening.models import Point
from heard.people.models import Colleague
from heard.situations.acts import about
from heard.situations.models import Situation

MOST = 8


def extract(*, situation: Situation, by: Colleague | str) -> list[Point]:
    """Points of their messages since our last one, found by the judgement; once.

    What a person has already written down is never replaced.
    """
    if situation.points.filter(side="them").exists():
        return list(situation.points.filter(side="them", dropped_at=None))
    messages = list(
        situation.conversation.messages.exclude(state=Message.CANCELLED).order_by("at", "id")
    )
    turns = [Turn("us" if one.side == Message.US else "them", one.text) for one in messages]
    found = judgement.review(turns, "").points[:MOST]
    with transaction.atomic():
        points = [
            Point.objects.create(
                situation=situation,
                side="them",
                text=point.text,
                message=messages[point.turn] if point.turn is not None else None,
                start=point.start,
                end=point.end,
                order=number,
                at=clock.now(),
            )
            for number, point in enumerate(found)
        ]
        record(verb="listening.points_found", by=by, about=about(situation))
    return points


def set_points(
    *, situation: Situation, by: Colleague, points: Sequence[str], side: str = "them"
) -> list[Point]:
    """The list as a person has edited it; a point that keeps its text keeps its place in theirs.

    What drops out is marked as dropped, never deleted.
    """
    wanted = [text.strip() for text in points if text.strip()]
    with transaction.atomic():
        known = {point.text: point for point in situation.points.filter(side=side, dropped_at=None)}
        for text, point in known.items():
            if text not in wanted:
                point.dropped_at = clock.now()
                point.save(update_fields=["dropped_at"])
        for number, text in enumerate(wanted):
            if text in known:
                known[text].order = number
                known[text].save(update_fields=["order"])
            else:
                Point.objects.create(
                    situation=situation, side=side, text=text, order=number, by=by, at=clock.now()
                )
        record(verb="listening.points_edited", by=by, about=about(situation))
    return list(situation.points.filter(side=side, dropped_at=None))


def our_points(
    *, situation: Situation, by: Colleague, points: Sequence[Mapping[str, Any]]
) -> list[Point]:
    """Ours: what happened (text), what it does to us (effect), what we ask (ask), by_when."""
    with transaction.atomic():
        situation.points.filter(side="us", dropped_at=None).update(dropped_at=clock.now())
        made = [
            Point.objects.create(
                situation=situation,
                side="us",
                text=(point.get("text") or point.get("what") or "").strip(),
                effect=(point.get("effect") or "").strip(),
                ask=(point.get("ask") or "").strip(),
                by_when=point.get("by_when"),
                order=number,
                by=by,
                at=clock.now(),
            )
            for number, point in enumerate(points)
        ]
        record(verb="listening.points_edited", by=by, about=about(situation))
    return made
