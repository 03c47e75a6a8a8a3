"""Does the draft say the point again, in other words and correctly?

A point is covered when one to three neighbouring sentences of the draft say the same. They are
found by meaning (their vectors lie near) and by words (rare ones more than common ones); the
nearest are then held against the point word by word, and what contradicts it there weighs against
it: another amount, date, count or weekday, a turned negation.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .alignment import Facing
from .facts import facts
from .features import Floats
from .heat import sigmoid
from .nearest import Match, nearest, parts_of
from .spelling import plainly
from .stretches import Stretch
from .values import Point
from .weights import Weights

REMEMBERED = 12_000  # characters of what they wrote in which a value may have been said
ENOUGH = 0.42
SHARPNESS = 0.06
# From which probability on a point counts as covered: where misses and false ones weigh the same.
ENOUGH_CHANCE = 0.4


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
    texts = [text[:2000] for text in points]
    said = frozenset(fact for text in [*texts, message[-REMEMBERED:]] for fact in facts(text))
    parts = parts_of(draft)
    pieces = _pieces(texts, parts, trained)
    found = _aligned(nearest(texts, parts, said, trained), pieces, trained)
    return [max(some, key=lambda one: one.aligned, default=Match()) for some in found]


def _pieces(
    points: Sequence[str], parts: Sequence[Stretch], trained: Weights | None
) -> tuple[list[Floats], list[Floats]]:
    """The states of points and sentences piece by piece. Asked for before their meaning, which the
    encoder then remembers from the same run."""
    if trained is None or trained.aligner is None:
        return [], []
    states = trained.encoder.states(
        [plainly(text) for text in (*points, *(part.text for part in parts))]
    )
    return states[: len(points)], states[len(points) :]


def _aligned(
    found: Sequence[Sequence[Match]],
    pieces: tuple[list[Floats], list[Floats]],
    trained: Weights | None,
) -> list[list[Match]]:
    """The same with how each stretch stands against its point word by word."""
    if trained is None or trained.aligner is None:
        return [list(some) for some in found]
    asked, said = pieces
    pairs = [
        Facing(asked[i], np.concatenate(said[slice(*one.sentences)]), one.counted)
        for i, some in enumerate(found)
        for one in some
    ]
    odds = iter(trained.aligner.odds(pairs))
    return [[replace(one, aligned=next(odds)) for one in some] for some in found]


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
        found.aligned,
        float(found.few),
        changed,
        changed * found.share,
        turned,
        turned * found.share,
        1.0,
    )
