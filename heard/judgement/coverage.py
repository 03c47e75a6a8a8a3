"""Does the draft say the point again, in other words and correctly?

A point is covered when one to three neighbouring sentences of the draft say the same. They are
found by meaning (their vectors lie near) and by words (rare ones more than common ones); the
nearest are then held against the point word by word, either read where it stands, and what
contradicts it there weighs against it: another amount, date, count or weekday, a turned negation.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .alignment import Aligner, Facing
from .encoder import Encoder
from .facts import facts
from .features import Floats
from .heat import sigmoid
from .nearest import Match, nearest, stretches_of
from .spelling import is_spelt_otherwise, plainly
from .stretches import Stretch
from .values import Point
from .weights import Weights

REMEMBERED = 12_000  # characters of what they wrote in which a value may have been said
ENOUGH = 0.42
SHARPNESS = 0.06
# From which probability on a point counts as covered: where misses and false ones weigh the same.
ENOUGH_CHANCE = 0.4


def restated(
    points: Sequence[Point],
    draft: str,
    trained: Weights | None,
    message: str = "",
    letter: str = "",
) -> tuple[tuple[Point, ...], float]:
    """The points with `covered`, `by` and `covered_by` filled in, and the weighted share heard.

    `message` is what they wrote; a number said elsewhere in it contradicts nothing. `letter` is
    the part of it that is answered, in which the points stand.
    """
    held = matches([point.text for point in points], draft, trained, message, letter)
    filled = tuple(_filled(point, one, trained) for point, one in zip(points, held, strict=True))
    total = sum(point.weight for point in filled)
    heard = sum(point.weight * point.covered_by for point in filled) / total if total else 0.0
    return filled, round(heard, 4)


def matches(
    points: Sequence[str],
    draft: str,
    trained: Weights | None,
    message: str = "",
    letter: str = "",
) -> list[Match]:
    """How each point of a letter stands against the draft (both folded to their own words)."""
    texts = [text[:2000] for text in points]
    said = frozenset(fact for text in [*texts, message[-REMEMBERED:]] for fact in facts(text))
    parts = stretches_of(draft)
    if trained is None or trained.aligner is None:
        found = nearest(texts, parts, said, trained)
    else:
        pieces = pieces_of(texts, letter, parts, draft, trained.encoder)
        found = _aligned(nearest(texts, parts, said, trained), pieces, trained.aligner)
    return [max(some, key=lambda one: one.aligned, default=Match()) for some in found]


def pieces_of(
    points: Sequence[str], letter: str, parts: Sequence[Stretch], draft: str, reader: Encoder
) -> tuple[list[Floats], list[Floats]]:
    """The states of points and sentences piece by piece, where they stand in letter and draft.
    What these mean as wholes is remembered from the same run, for `tone` and `relevance`; but
    where a number is spelt otherwise in either, both are read in one spelling."""
    said = [part.text for part in parts]
    if is_spelt_otherwise(f"{letter} {' '.join(points)}", draft):
        letter, draft = plainly(letter), plainly(draft)
        points, said = [plainly(one) for one in points], [plainly(one) for one in said]
    sentences = reader.in_place(draft, said)
    return reader.in_place(letter, points), sentences


def _aligned(
    found: Sequence[Sequence[Match]], pieces: tuple[list[Floats], list[Floats]], network: Aligner
) -> list[list[Match]]:
    """The same with how each stretch stands against its point word by word."""
    asked, said = pieces
    pairs = [
        Facing(point, np.concatenate(said[slice(*one.sentences)]), one.counted)
        for some, point in zip(found, asked, strict=True)
        for one in some
    ]
    odds = iter(network.odds(pairs))
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
