"""The thin line of the difficult way: hear, hold, huddle, decide, close.

Each room ahead says whether its step is done (`offer`). We stand at the step after the last one
that is done, or at one that has to be gone once more.
"""

from collections.abc import Callable

from heard.journal.once import asked_once
from heard.situations.models import Situation

STEPS = ("hear", "hold", "huddle", "decide", "close")
Done = Callable[[Situation], bool]

_done: dict[str, Done] = {}
_again: dict[str, Done] = {}


def offer(step: str, done: Done, again: Done | None = None) -> None:
    """`again`: whether the step has to be gone once more, whatever was done after it."""
    if step not in STEPS:
        raise ValueError("no such step on the way")
    _done[step] = done
    if again is not None:
        _again[step] = again


@asked_once
def steps_done(situation: Situation) -> list[tuple[str, bool]]:
    """Each step of the way and whether it is done."""
    return [(step, step in _done and _done[step](situation)) for step in STEPS]


def step(situation: Situation) -> str:
    """Where we are; "hear" at the beginning."""
    once_more = [step for step in STEPS if step in _again and _again[step](situation)]
    if once_more:
        return once_more[0]
    reached = [number for number, (_step, done) in enumerate(steps_done(situation)) if done]
    return STEPS[min(max(reached) + 1, len(STEPS) - 1)] if reached else STEPS[0]
