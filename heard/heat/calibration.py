"""What "hotter" and "cooler" teach here: how far this workspace's ear lies from the model's.

An online logistic model with one number a language, learnt from the disagreements in their order:
each is a message that lies beyond the step the model saw it on. It says nothing of people, and it
can be read on a page and switched off (`HEARD_LEARN_HEAT`).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from heard.heat.models import WORDS, Disagreement, Reading
from heard.judgement.shifting import shifted, steps
from heard.judgement.values import Judgement

RATE = 0.5  # how far one disagreement moves at most, in log-odds
FARTHEST = 2.0
MOST = 500  # the latest disagreements that are learnt from


@dataclass(frozen=True)
class Said:
    """One disagreement: what the model alone had said (`hot`), the word seen, the direction."""

    language: str
    hot: float
    word: str
    hotter: bool


@dataclass(frozen=True)
class Calibration:
    """How far each language is moved, in log-odds, and from how many disagreements."""

    shifts: Mapping[str, float]
    hotter: int = 0
    cooler: int = 0

    def shift(self, language: str | None) -> float:
        return self.shifts.get(language or "", 0.0)

    def applied(self, judged: Judgement) -> Judgement:
        return shifted(judged, self.shift(judged.language))


def learn(said: Iterable[Said]) -> Calibration:
    """One pass over the disagreements, oldest first (stochastic gradient, step falling slowly)."""
    begins = dict(zip(("displeased", "hot", "boiling"), steps()[1:], strict=True))
    shifts: dict[str, float] = {}
    numbers: Counter[str] = Counter()
    counts = [0, 0]
    for one in said:
        number, numbers[one.language] = numbers[one.language], numbers[one.language] + 1
        counts[not one.hotter] += 1
        place = WORDS.index(one.word) if one.word in WORDS else 0
        edge = WORDS[place + 1] if one.hotter and place < len(WORDS) - 1 else one.word
        if edge not in begins:
            continue  # cooler than calm cannot be learnt
        shift = shifts.get(one.language, 0.0)
        odds = _log_odds(one.hot) + shift - begins[edge]
        above = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        step = RATE / math.sqrt(1 + number / 20)
        moved = shift + step * ((1.0 if one.hotter else 0.0) - above)
        shifts[one.language] = max(-FARTHEST, min(FARTHEST, moved))
    return Calibration(shifts, *counts)


def current() -> Calibration:
    """What this workspace has taught so far; nothing where learning is switched off."""
    if not settings.HEARD_LEARN_HEAT:
        return Calibration({})
    doubted = Disagreement.objects.exclude(direction=Disagreement.HEARD)
    latest = doubted.exclude(reading__hot=None).order_by("-at", "-pk")
    rows = list(latest.select_related("reading")[:MOST])
    return learn(
        Said(
            row.reading.language,
            _alone(row.reading),
            row.word,
            row.direction == Disagreement.HOTTER,
        )
        for row in reversed(rows)
    )


def model_name(model: str, shift: float) -> str:
    """How a reading notes by which model it was made, and how far it was moved."""
    return f"{model} {shift:+.2f}" if shift else model


def _alone(reading: Reading) -> float:
    """The probability of hot as the model alone had given it."""
    _, _, moved = reading.model.partition(" ")
    odds = _log_odds(reading.hot or 0.0) - (float(moved) if moved else 0.0)
    return 1 / (1 + math.exp(-odds))


def _log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))
