"""The stretches of a draft that come nearest to a point, and what each shares and contradicts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .contradictions import changes, instead, is_negated, keeps, opposes, their_facts
from .fact import Fact
from .features import Floats
from .points import without_greeting
from .sentences import sentences
from .stems import Stem, alike
from .stretches import Stretch, idf
from .weights import Weights

MOST_SENTENCES = 120
MOST_STRETCHES = 3
# Longer stretches say more of anything; what each length of stretch is worth.
_PRICES = {1: 1.0, 2: 0.95, 3: 0.88}

Doubles = NDArray[np.float64]
Best = tuple[float, Stem | None]


@dataclass(frozen=True)
class Match:
    """A point against a stretch of a draft: what it shares, how near it is, what contradicts.

    `share` (0..1) counts the point's words that stand there, `back` the stretch's that stand in
    the point, `near` (-1..1) is meaning, `aligned` the log-odds that the one says the other again,
    read word by word; `few` is true where hardly a word is shared, `kept` where the point's
    numbers and dates are all there, `other` where one is gone and another of its kind is there,
    `changed` where they never said that other one, `opposite` where the other side of a pair
    stands there, `turned` where that or a negation turns what is said.
    `sentences` are the first of the stretch and the one after its last, `by` is where it stands,
    None where there is nothing to compare.
    """

    share: float = 0.0
    back: float = 0.0
    near: float = 0.0
    aligned: float = 0.0
    few: bool = True
    kept: bool = False
    other: bool = False
    changed: bool = False
    opposite: bool = False
    turned: bool = False
    sentences: tuple[int, int] = (0, 0)
    by: tuple[int, int] | None = None

    @property
    def counted(self) -> tuple[float, ...]:
        """What was counted word by word and number by number."""
        flags = self.few, self.kept, self.other, self.changed, self.opposite, self.turned
        return self.share, self.back, *map(float, flags)


def stretches_of(draft: str) -> list[Stretch]:
    """The sentences of a draft that have words, without the greeting, which says nothing again."""
    plain = without_greeting(draft)
    found = [
        Stretch(plain[start:end], start, end) for start, end in sentences(plain)[:MOST_SENTENCES]
    ]
    return [part for part in found if part.words]


def nearest(
    points: Sequence[str],
    parts: Sequence[Stretch],
    said: frozenset[Fact],
    trained: Weights | None,
) -> list[list[Match]]:
    """For each point the stretches that come nearest, the best first; `said` are the facts of all
    that they wrote. Without weights there is one, by words alone."""
    near = _nearness(points, parts, trained)
    asked = [Stretch(text, 0, len(text)) for text in points]
    return [_held(one, parts, near[i], said, trained) for i, one in enumerate(asked)]


def _nearness(
    points: Sequence[str], parts: Sequence[Stretch], trained: Weights | None
) -> list[dict[tuple[int, int], float]]:
    """For each point how near it is to each stretch of one to three sentences (first, last)."""
    if trained is None or not parts or not points:
        return [{} for _ in points]
    vectors = trained.encoder.vectors([*points, *(part.text for part in parts)])
    asked = _units(vectors[: len(points)], trained)
    said = vectors[len(points) :]
    windows = [
        (first, first + length) for length in _PRICES for first in range(len(parts) - length + 1)
    ]
    means = np.stack([said[first:last].mean(axis=0) for first, last in windows])
    table = asked @ _units(means, trained).T
    return [dict(zip(windows, row.tolist(), strict=True)) for row in table]


def _units(vectors: Floats, trained: Weights) -> Floats:
    # einsum stays on one thread; a product of this size would wake all of them.
    turned = np.einsum("ij,kj->ik", vectors, trained.pair)
    units: Floats = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-6)
    return units


def _held(
    asked: Stretch,
    parts: Sequence[Stretch],
    near: dict[tuple[int, int], float],
    said: frozenset[Fact],
    trained: Weights | None,
) -> list[Match]:
    if not parts or not asked.words:
        return []
    found = [[_best(one, part.stems) for one in asked.stems] for part in parts]
    worth = np.array([idf(one.text, trained) for one in asked.stems])
    table = np.array([[match[0] for match in row] for row in found])
    chosen = _windows(table, worth, near)[: MOST_STRETCHES if near else 1]
    return [
        _match(
            asked, first, parts[first:last], found[first:last], share, near.get((first, last)), said
        )
        for share, first, last in chosen
    ]


def _match(
    asked: Stretch,
    first: int,
    stretch: Sequence[Stretch],
    found: Sequence[Sequence[Best]],
    share: float,
    near: float | None,
    said: frozenset[Fact],
) -> Match:
    matched = sum(max(row[k][0] for row in found) > 0.5 for k in range(len(asked.stems)))
    there = [one for part in stretch for one in part.stems]
    given, opposite = their_facts(stretch), opposes(asked, stretch)
    return Match(
        share=share,
        back=sum(_best(one, asked.stems)[0] > 0.5 for one in there) / max(1, len(there)),
        near=near or 0.0,
        few=matched < min(2, len(asked.stems)),
        kept=keeps(asked.facts, given),
        other=bool(instead(asked.facts, given)),
        changed=changes(asked.facts, given, said),
        opposite=opposite,
        turned=opposite or (bool(asked.stems) and is_negated(asked, stretch, found)),
        sentences=(first, first + len(stretch)),
        by=(stretch[0].start, stretch[-1].end),
    )


def _best(one: Stem, others: Sequence[Stem]) -> Best:
    found: Best = (0.0, None)
    for other in others:
        if (value := alike(one, other)) > found[0]:
            found = (value, other)
            if value == 1.0:
                break
    return found


def _windows(
    table: Doubles, worth: Doubles, near: dict[tuple[int, int], float]
) -> list[tuple[float, int, int]]:
    """Stretches of one to three neighbouring sentences (share, first, last), the best first."""
    found: list[tuple[float, tuple[float, int, int]]] = []
    total = float(worth.sum()) or 1.0
    for length, price in _PRICES.items():
        for first in range(len(table) - length + 1):
            last = first + length
            if not near and not table[first:last].any():
                continue
            together = table[first:last].max(axis=0)
            share = price * float((together * worth).sum()) / total
            found.append((share + price * near.get((first, last), 0.0), (share, first, last)))
    found.sort(key=lambda one: -one[0])
    return [window for _, window in found]
