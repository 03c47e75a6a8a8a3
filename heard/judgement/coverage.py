"""Does the draft say the point again, in other words and correctly?

A point is covered when one to three neighbouring sentences of the draft mean the same (their
vectors lie near) or say enough of what it weighs (rare words more than common ones), and nothing
there contradicts it: no other amount, date, count or weekday, no turned negation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .contradictions import changes, opposes, their_facts, turns
from .facts import Fact, facts
from .features import Floats
from .heat import sigmoid
from .sentences import sentences
from .stems import Stem, alike
from .stretches import Stretch, idf
from .values import Point
from .weights import Weights

ENOUGH = 0.42
SHARPNESS = 0.06
# From which probability on a point counts as covered: where misses and false ones weigh the same.
ENOUGH_CHANCE = 0.4
MOST_SENTENCES = 120
# Longer stretches say more of anything; what each length of stretch is worth.
_PRICES = {1: 1.0, 2: 0.95, 3: 0.88}

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Match:
    """A point against a draft: what the best stretch shares, how near it is, what contradicts.

    `share` (0..1) counts words, `near` (-1..1) meaning, `few` is true where hardly a word is
    shared, `changed` where a number or date is another one, `turned` where it says the opposite,
    `by` is the stretch, None where there is nothing to compare.
    """

    share: float = 0.0
    near: float = 0.0
    few: bool = True
    changed: bool = False
    turned: bool = False
    by: tuple[int, int] | None = None


def restated(
    points: Sequence[Point], draft: str, trained: Weights | None, message: str = ""
) -> tuple[tuple[Point, ...], float]:
    """The points with `covered`, `by` and `covered_by` filled in, and the weighted share heard.

    `message` is what they wrote; a number said elsewhere in it contradicts nothing.
    """
    held = matches([point.text for point in points], draft, trained, message)
    filled = tuple(_filled(point, one, trained) for point, one in zip(points, held, strict=True))
    total = sum(point.weight for point in filled)
    heard = sum(point.weight * point.covered_by for point in filled) / total if total else 0.0
    return filled, round(heard, 4)


def matches(
    points: Sequence[str], draft: str, trained: Weights | None, message: str = ""
) -> list[Match]:
    """How each point stands against the draft (already folded to its own words)."""
    parts = [
        Stretch(draft[start:end], start, end) for start, end in sentences(draft)[:MOST_SENTENCES]
    ]
    parts = [part for part in parts if part.words]
    texts = [text[:2000] for text in points]
    said = frozenset(fact for text in [*texts, message[:12_000]] for fact in facts(text))
    near = _nearness(texts, parts, trained)
    return [
        _match(Stretch(text, 0, len(text)), parts, near[i], said, trained)
        for i, text in enumerate(texts)
    ]


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
    turned = vectors @ trained.pair.T
    units: Floats = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-6)
    return units


def _filled(point: Point, found: Match, trained: Weights | None) -> Point:
    covered_by = round(sigmoid(_odds(found, trained)), 4) if found.by else 0.0
    if covered_by < (ENOUGH_CHANCE if trained else 0.5):
        return replace(point, covered_by=covered_by)
    return replace(point, covered=True, by=found.by, covered_by=covered_by)


def _odds(found: Match, trained: Weights | None) -> float:
    if trained is None:
        against = found.changed or found.turned
        share = found.share * (0.5 if found.few else 1.0) * (0.3 if against else 1.0)
        return (share - ENOUGH) / SHARPNESS
    return float(np.array(measures(found), dtype=np.float32) @ trained.cover)


def measures(found: Match) -> tuple[float, ...]:
    """What the calibrated mixture looks at; the constant last."""
    changed, turned = float(found.changed), float(found.turned)
    return (
        found.share,
        found.near,
        float(found.few),
        changed,
        changed * found.share,
        turned,
        turned * found.share,
        1.0,
    )


def _match(
    asked: Stretch,
    parts: Sequence[Stretch],
    near: dict[tuple[int, int], float],
    said: frozenset[Fact],
    trained: Weights | None,
) -> Match:
    if not parts or not asked.words:
        return Match()
    if not asked.stems:
        (first, last), most = max(near.items(), key=lambda one: one[1], default=((0, 1), 0.0))
        return Match(near=most, by=(parts[first].start, parts[last - 1].end))
    found = [[_best(one, part.stems) for one in asked.stems] for part in parts]
    worth = np.array([idf(one.text, trained) for one in asked.stems])
    table = np.array([[match[0] for match in row] for row in found])
    share, first, last = _window(table, worth, near)
    used = [index for index in range(first, last) if near or table[index].any()]
    if not used:
        return Match()
    matched = int((table[first:last].max(axis=0) > 0.5).sum())
    stretch, held = [parts[i] for i in used], [found[i] for i in used]
    return Match(
        share=share,
        near=near.get((first, last), 0.0),
        few=matched < min(2, len(asked.stems)),
        changed=changes(asked.facts, their_facts(stretch), said),
        turned=opposes(asked, stretch) or turns(asked, stretch, held),
        by=(parts[used[0]].start, parts[used[-1]].end),
    )


def _best(one: Stem, others: Sequence[Stem]) -> tuple[float, Stem | None]:
    found: tuple[float, Stem | None] = (0.0, None)
    for other in others:
        if (value := alike(one, other)) > found[0]:
            found = (value, other)
            if value == 1.0:
                break
    return found


def _window(
    table: Doubles, worth: Doubles, near: dict[tuple[int, int], float]
) -> tuple[float, int, int]:
    """The best stretch of one to three neighbouring sentences: its share, first and last."""
    best, found = -np.inf, (0.0, 0, 1)
    total = float(worth.sum()) or 1.0
    for length, price in _PRICES.items():
        for first in range(len(table) - length + 1):
            together = table[first : first + length].max(axis=0)
            share = float((together * worth).sum()) / total
            value = price * (share + near.get((first, first + length), 0.0))
            if value > best + 1e-9:
                best, found = value, (price * share, first, first + length)
    return found
