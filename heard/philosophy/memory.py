"""When a scene comes back to a person: FSRS, through the `fsrs` package.

The weekly grid is coarse, so the target is a retention of 0.7: a scene answered well rests for
about three weeks at first, and at most for half a year; one that was not is due again by the next
week. Steps within one day make no sense once a week.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from fsrs import Card, Rating, Scheduler

SOON = timedelta(days=6)  # before the same hour of the next week
REST = timedelta(days=13)  # what was answered well is not asked in the next week
SCHEDULER = Scheduler(
    desired_retention=0.7,
    learning_steps=(SOON,),
    relearning_steps=(SOON,),
    maximum_interval=182,
    enable_fuzzing=False,
)


def after(memory: dict[str, Any] | None, *, well: bool, moment: datetime) -> dict[str, Any]:
    """The memory of a card once it was answered at `moment` (aware); None: never seen before.

    `memory` is what `fsrs.Card.to_dict` gives: plain values that fit a JSON column.
    """
    here = moment.astimezone(UTC)
    card = Card.from_dict(memory) if memory else Card(card_id=1, due=here)  # type: ignore[arg-type]  # the package's own dict
    card, _log = SCHEDULER.review_card(card, Rating.Good if well else Rating.Again, here)
    if well:
        card.due = max(card.due, here + REST)
    return dict(card.to_dict())


def due(memory: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(memory["due"])
