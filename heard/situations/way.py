"""The thin line of the difficult way: hear, hold, huddle, decide, close.

Each room ahead says whether its step is done (`offer`); the first one that is not is where we are.
"""

from collections.abc import Callable

from heard.situations.models import Situation

STEPS = ("hear", "hold", "huddle", "decide", "close")
Done = Callable[[Situation], bool]

_done: dict[str, Done] = {}


def offer(step: str, done: Done) -> None:
    if step not in STEPS:
        raise ValueError("no such step on the way")
    _done[step] = done


def steps_done(situation: Situation) -> list[tuple[str, bool]]:
    """Each step of the way and whether it is done."""
    return [(step, step in _done and _done[step](situation)) for step in STEPS]


def step(situation: Situation) -> str:
    """Where we are: the step after the last one that is done, "hear" at the beginning."""
    reached = [number for number, (_step, done) in enumerate(steps_done(situation)) if done]
    return STEPS[min(max(reached) + 1, len(STEPS) - 1)] if reached else STEPS[0]
