"""Will their next message be hot? From the course of this conversation, and from nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .encoder import WIDTH
from .features import Floats
from .folding import own_words
from .heat import score, sigmoid
from .tone import at_a_glance, chances
from .values import Side, Turn
from .weights import HEADS, Weights

LAST = 8
FEATURES = (
    "bias",
    "heat_now",
    "heat_before",
    "rising",
    "hottest",
    "heat_on_average",
    "our_heat",
    "our_hottest",
    "unanswered",
    "length",
    "we_answered",
    "waited",
    "our_sarcasm",
    "our_attitude",
    "our_warmth",
    "our_yes",
    "our_no",
    "our_promise",
    "our_severs",
    # Of all their turns on average and of the latest, as odds; ours above as probabilities.
    *(f"their_{name}" for name in HEADS),
    *(f"latest_{name}" for name in HEADS),
)
# Between one message of theirs and our answer; who waits so long waits neither short nor long.
USUAL_WAIT = 4.0
_LONGEST_WAIT = 24.0 * 60
_HEAD, _TAIL = 280, 120
_SUREST, _UNSAID = 9.0, -1.0  # log-odds at most; a quarter of them where nothing was said yet


@dataclass(frozen=True)
class Said:
    """A turn as the forecast sees it: whose, how hot (before thresholds), its vector, its time, and
    where it is theirs, how it sounds and what it does (a quarter of the log-odds of HEADS)."""

    side: Side
    text: str
    heat: float
    vector: Floats
    hours: float | None
    tone: Floats


@dataclass(frozen=True)
class Ears:
    """What a turn is read with: its heat, the tone of theirs, the tone of our latest. Who reads the
    same turns again and again may put ears in their place that remember."""

    heat: Callable[[str], float]
    theirs: Callable[[str], dict[str, float]]
    ours: Callable[[str], dict[str, float]]


def ears(trained: Weights) -> Ears:
    return Ears(
        heat=partial(score, trained=trained),
        theirs=partial(at_a_glance, trained=trained),
        ours=partial(chances, trained=trained),
    )


def forecast(turns: Sequence[Turn], trained: Weights) -> float:
    """The probability that the next message of theirs is hot."""
    by = ears(trained)
    said = course(turns, trained, by)
    return sigmoid(float(row(said, trained, by) @ trained.forecast)) if said else 0.0


def course(turns: Sequence[Turn], trained: Weights, by: Ears) -> list[Said]:
    """The last turns that say anything, oldest first.

    Their latest is read whole, as for its heat; long ones before it by their beginning and end.
    """
    lately = turns[-LAST:]
    latest = max((i for i, turn in enumerate(lately) if turn.side == "them"), default=None)
    kept = [
        (turn, own_words(turn.text) if i == latest else glimpse(turn.text))
        for i, turn in enumerate(lately)
    ]
    kept = [(turn, text) for turn, text in kept if text.strip()]
    vectors = trained.encoder.vectors([text for _, text in kept])
    return [
        Said(turn.side, text, by.heat(text), vector, turn.hours, _tone(turn, text, by))
        for (turn, text), vector in zip(kept, vectors, strict=True)
    ]


def _tone(turn: Turn, text: str, by: Ears) -> Floats:
    if turn.side == "us":
        return np.zeros(len(HEADS), dtype=np.float32)
    odds = by.theirs(text)
    found = [max(-_SUREST, min(_SUREST, odds[name])) / 4.0 for name in HEADS]
    return np.array(found, dtype=np.float32)


def waited(said: Sequence[Said]) -> float:
    """How long we let them wait the last time we answered: 0 for the usual, or where unknown.

    What we add to an answer answers nothing more; whoever reminds us has waited since their first
    letter.
    """
    sides = [one.side for one in said]
    places = range(len(said) - 1, 0, -1)
    answer = next((i for i in places if sides[i - 1 : i + 1] == ["them", "us"]), 0)
    first = answer
    while first > 0 and sides[first - 1] == "them":
        first -= 1
    asked, told = said[first].hours, said[answer].hours
    if first == answer or asked is None or told is None:
        return 0.0
    hours = max(0.0, min(_LONGEST_WAIT, told - asked))
    return float(np.log1p(hours) - np.log1p(USUAL_WAIT)) / 2.0


def glimpse(text: str) -> str:
    """The writer's own words, shortened to what tells how they sound."""
    own = " ".join(own_words(text).split())
    return own if len(own) <= _HEAD + _TAIL else f"{own[:_HEAD]} {own[-_TAIL:]}"


def row(said: Sequence[Said], trained: Weights, by: Ears) -> Floats:
    """FEATURES, then the vectors of the last turn, of all of theirs and of all of ours on average;
    heat counts from where hot begins."""
    hot_from = float(trained.thresholds[2])
    theirs = [(one.heat - hot_from) / 4.0 for one in said if one.side == "them"]
    ours = [(one.heat - hot_from) / 4.0 for one in said if one.side == "us"]
    now = theirs[-1] if theirs else -1.0
    before = theirs[-2] if len(theirs) > 1 else now
    unanswered = 0
    for one in reversed(said):
        if one.side == "us":
            break
        unanswered += 1
    last = said[-1]
    answer = next((one.text for one in reversed(said) if one.side == "us"), None)
    tone = dict.fromkeys(HEADS, 0.0) if answer is None else by.ours(answer)
    values = [
        1.0,
        now,
        before,
        max(-1.0, min(1.0, now - before)),
        max(theirs, default=now),
        float(np.mean(theirs)) if theirs else now,
        ours[-1] if ours else -1.0,
        max(ours, default=-1.0),
        float(np.log1p(max(0, unanswered - 1))),
        float(np.log1p(len(last.text))) / 6.0,
        float(last.side == "us"),
        waited(said),
        *(tone[name] for name in HEADS),
    ]
    tones = [one.tone for one in said if one.side == "them"]
    if not tones:
        tones = [np.full(len(HEADS), _UNSAID, dtype=np.float32)]
    values += [*np.mean(tones, axis=0), *tones[-1]]
    vectors = [last.vector, _average(said, "them"), _average(said, "us")]
    return np.concatenate([np.array(values, dtype=np.float32), *(one / 20.0 for one in vectors)])


def _average(said: Sequence[Said], side: Side) -> Floats:
    vectors = [one.vector for one in said if one.side == side]
    return np.mean(vectors, axis=0) if vectors else np.zeros(WIDTH, dtype=np.float32)


COLUMNS = len(FEATURES) + 3 * WIDTH
