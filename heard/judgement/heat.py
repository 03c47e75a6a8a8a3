"""How hot a message is: an ordinal model (McCullagh 1980) on two axes, and its reasons.

One axis tells hot from the rest, the other displeased from calm; the grades come from both
(partial proportional odds, Peterson and Harrell 1990).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .cues import Cue, phrasebook
from .encoder import Encoder
from .features import features, own_and_quoted
from .sentences import sentences
from .tokens import Token, tokens
from .weights import Head, Weights
from .whole import end_of

# Labels that may stand as the reason for heat. The others colour the score, not the explanation.
REASONS = (
    "threat",
    "leaving",
    "public",
    "ultimatum",
    "insult",
    "outrage",
    "repetition",
    "damage",
    "failure",
    "demand",
    "deadline",
    "blame",
    "sarcasm",
    "displeasure",
    "intensity",
)
# Named wherever they stand in a hot message, even where another sentence outshouts them.
STRONG = REASONS[:9]
COOLING_REASONS = ("thanks", "praise", "easy")
AROUND = 1500
_MOST_SENTENCES = 40
_MOST_REASONS = 12
_MOST_LEFT_OUT = 3
_LEAST_SHARE = 0.15
_NOISE = 0.3  # eight bits read a text a little otherwise beside others
_WORDS = 5  # below, capitals may be no more than a name


class Axes(NamedTuple):
    """How hot a text is, how displeased, and how displeased its clearest sentence where it stands:
    in a letter that is friendly otherwise it is said in one clause."""

    hot: float
    uneasy: float
    clause: float


def sigmoid(score: float) -> float:
    return float(1.0 / (1.0 + np.exp(-np.clip(score, -40.0, 40.0))))


def score(own: str, trained: Weights) -> float:
    """How hot a text is, before the thresholds; `own` is without quotes and signature."""
    read = [
        trained.heat.score(trained.encoder.layers([one])[0], features(one, "heat"))
        for one in _ways(own)
    ]
    return sum(read) / len(read)


def scores(own: str, trained: Weights) -> Axes:
    """Both axes before their thresholds, and the clause that is most displeased."""
    read = [_axes(one, trained) for one in _ways(own)]
    return Axes(*(sum(axis) / len(read) for axis in zip(*read, strict=True)))


def _axes(own: str, trained: Weights) -> Axes:
    (parts,) = trained.encoder.parts([own])  # first: the layers come out of the same run
    layers, read = trained.encoder.layers([own])[0], features(own, "heat")
    clause = float((parts @ trained.clause.direction).max())
    return Axes(trained.heat.score(layers, read), trained.unease.score(layers, read), clause)


def _ways(own: str) -> list[str]:
    """What stands in capitals from beginning to end is read in small letters as well, for some
    people and machines know no other; the mean counts."""
    return [own, own.lower()] if _in_capitals(own) else [own]


def _in_capitals(own: str) -> bool:
    capitals = sum(mark.isupper() for mark in own)
    return len(own.split()) >= _WORDS and capitals > 9 * sum(mark.islower() for mark in own)


def in_context(now: Axes, before: Axes, trained: Weights) -> Axes:
    """The axes of a letter whose writer sent another one before: what displeased there counts on,
    so that a short "And?" is not read as if nothing had been said. Hot is what is said now."""
    left = max(0.0, before.uneasy - float(trained.eased[0]))
    return now._replace(uneasy=now.uneasy + float(trained.context[0]) * left)


def grades(said: Axes, trained: Weights) -> tuple[float, ...]:
    """The probability of each grade 0..4; whoever is hot is displeased at least."""
    hot = [sigmoid(said.hot - float(cut)) for cut in trained.thresholds[2:]]
    uneasy = max(hot[0], sigmoid(trained.clause.score(said.uneasy, said.clause)))
    businesslike = max(uneasy, sigmoid(said.uneasy - float(trained.eased[0])))
    above = [1.0, businesslike, uneasy, *hot, 0.0]
    return tuple(max(0.0, one - two) for one, two in itertools.pairwise(above))


def expected(each: Sequence[float]) -> float:
    """The expected grade, 0..1."""
    return sum(grade * probability for grade, probability in enumerate(each)) / 4


def reasons(own: str, trained: Weights, word: str) -> list[tuple[int, int, str]]:
    """Start, end and label of what carries the reading `word`, in the order of the text.

    The likeliest sentences are left out one at a time, in one batch; those whose absence changes
    the score count. Inside them phrases are left out in the same way, and those that carry their
    sentence are named, or the sentence as "wording" where none does. Hot and boiling are told on
    one axis, displeased and calm on the other.
    """
    hot = word != "calm"
    axis = _Axis(trained.heat if word in ("hot", "boiling") else trained.unease, 1 if hot else -1)
    parts = sentences(own)[:_MOST_SENTENCES]
    drops = _drops(own, parts, trained.encoder, axis)
    gain = max([drop for drop in drops if drop > 0.0], default=0.0)
    found: list[tuple[float, int, int, str]] = []
    for (start, end), drop in zip(parts, drops, strict=True):
        named = _in_sentence(own, start, end, hot)
        plain = drop < max(0.1, _LEAST_SHARE * gain)
        if len(parts) > 1 and plain:
            named = [reason for reason in named if reason[2] in STRONG and drop > -_NOISE]
        carrying = _carrying(own, (start, end), named, trained.encoder, axis)
        found += [(drop, *reason) for reason in carrying]
    found.sort(key=lambda reason: -reason[0])
    return sorted(reason[1:] for reason in found[:_MOST_REASONS])


@dataclass(frozen=True)
class _Axis:
    """The head that told the word, and in which of its directions the word lies."""

    head: Head
    sign: int


def _drops(
    own: str, parts: Sequence[tuple[int, int]], encoder: Encoder, axis: _Axis
) -> list[float]:
    """How much the score falls without each sentence; those of strong phrases are tried first."""
    head, sign = axis.head, axis.sign
    around = [(own[max(0, a - AROUND) : a], own[a:b], own[b : b + AROUND]) for a, b in parts]
    phrased = [
        head.linear.score(features("".join(three), "heat"))
        - head.linear.score(features(f"{three[0]} {three[2]}", "heat"))
        for three in around
    ]
    likely = sorted(range(len(parts)), key=lambda i: -sign * phrased[i])[:_MOST_LEFT_OUT]
    meant = [0.0] * len(parts)
    if len(parts) > 1:
        texts = ["".join(around[i]) for i in likely]
        texts += [f"{around[i][0]} {around[i][2]}" for i in likely]
        told = encoder.layers(texts) @ head.direction
        for place, i in enumerate(likely):
            meant[i] = float(told[place] - told[len(likely) + place])
    mixed = [head.mixed(a, b) for a, b in zip(meant, phrased, strict=True)]
    return [sign * (drop - head.bias) for drop in mixed]


def _carrying(
    own: str,
    part: tuple[int, int],
    named: Sequence[tuple[int, int, str]],
    encoder: Encoder,
    axis: _Axis,
) -> list[tuple[int, int, str]]:
    """Of the phrases of a sentence those without which it reads less so; what is strong stays."""
    start, end = part
    tried = [one for one in named if one[2] in REASONS[len(STRONG) :] + COOLING_REASONS]
    if not tried:
        return list(named)
    texts = [own[start:end], *(f"{own[start:a]} {own[b:end]}" for a, b, _ in tried)]
    whole, *without = [
        axis.sign * axis.head.score(row, features(text, "heat"))
        for row, text in zip(encoder.layers(texts), texts, strict=True)
    ]
    idle = {one for one, other in zip(tried, without, strict=True) if other >= whole}
    left = [one for one in named if one not in idle]
    return left or ([(start, end, "wording")] if axis.sign > 0 else [])


def _in_sentence(own: str, start: int, end: int, hot: bool) -> list[tuple[int, int, str]]:
    said = own[start:end]
    words = tokens(said)
    wanted = REASONS if hot else COOLING_REASONS
    own_cues, _ = own_and_quoted(said, words, phrasebook("heat").find(words))
    cues = [cue for cue in own_cues if cue.label in wanted]
    apart = sorted(_apart(cues, wanted), key=lambda cue: cue.first)
    limits = [*(cue.first for cue in apart[1:]), len(words)]
    spans = [
        _span(words, replace(cue, last=end_of(said, words, cue.last, limit)), start)
        for cue, limit in zip(apart, limits, strict=False)
    ]
    capitals = _shouting(words, start) if hot else []
    if not spans and not capitals:
        return [(start, end, "wording")] if hot else []
    return spans + capitals


def _apart(cues: Sequence[Cue], wanted: Sequence[str]) -> list[Cue]:
    """Of cues that overlap only the weightiest stays (the order of the labels is their weight)."""
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (wanted.index(cue.label), cue.first - cue.last)):
        if all(cue.last <= other.first or cue.first >= other.last for other in kept):
            kept.append(cue)
    return kept


def _span(words: Sequence[Token], cue: Cue, offset: int) -> tuple[int, int, str]:
    return offset + words[cue.first].start, offset + words[cue.last - 1].end, cue.label


def _shouting(words: Sequence[Token], offset: int) -> list[tuple[int, int, str]]:
    loud = [token for token in words if len(token.typed) > 3 and token.typed.isupper()]
    if len(loud) < 3:
        return []
    return [(offset + loud[0].start, offset + loud[-1].end, "capitals")]
