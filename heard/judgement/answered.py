"""What became of our points in their reply: answered, evaded or open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .coverage import matches
from .facts import facts
from .nearest import Match
from .tokens import tokens
from .weights import Weights

State = Literal["answered", "evaded", "open"]
STATES: tuple[State, ...] = ("answered", "evaded", "open")
_ASIDE = frozenset(
    "melde melden spaeter demnaechst naechste woche intern abklaeren klaeren pruefen weiterleiten"
    " weitergeleitet later soon check checking internally forward forwarded back revert".split()
)


@dataclass(frozen=True)
class Answered:
    """One point of ours: its likely state (None without a reading), how likely, and where."""

    state: State | None
    chance: float
    by: tuple[int, int] | None


def found_answers(
    points: Sequence[str], reply: str, trained: Weights | None
) -> tuple[Answered, ...]:
    """`reply` is already folded to its own words."""
    if trained is None:
        return tuple(Answered(None, 0.0, None) for _ in points)
    return tuple(_state(one, reply, trained) for one in matches(points, reply, trained))


def _state(found: Match, reply: str, trained: Weights) -> Answered:
    if found.by is None:
        return Answered("open", 1.0, None)
    table = trained.answered.reshape(len(STATES), -1)
    odds = table @ np.array(answer_measures(found, reply), dtype=np.float32)
    chances = np.exp(odds - odds.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    state = STATES[best]
    return Answered(state, round(float(chances[best]), 4), None if state == "open" else found.by)


def answer_measures(found: Match, reply: str) -> tuple[float, ...]:
    """What tells the three apart; the constant last."""
    start, end = found.by or (0, 0)
    there = tokens(reply[start:end])
    return (
        found.share,
        found.near,
        float(found.few),
        float(bool(facts(reply[start:end]))),
        float("?" in reply[start:end]),
        min(float(np.log1p(len(there))), 4.0) / 4.0,
        min(float(np.log1p(len(tokens(reply)))), 6.0) / 6.0,
        float(any(token.word in _ASIDE for token in there)),
        1.0,
    )
