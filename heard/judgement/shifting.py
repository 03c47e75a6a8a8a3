"""A reading moved by a workspace's own ear: all grades hotter or cooler by the same log-odds."""

import itertools
from dataclasses import replace

import numpy as np

from .heat import expected, sigmoid
from .values import Judgement
from .weights import weights

_PLAIN = (-3.0, -1.5, 0.0, 1.5)


def shifted(found: Judgement, by: float) -> Judgement:
    """The same reading with `by` (log-odds) added to every step; no reading stays none."""
    if found.grades is None or by == 0.0:
        return found
    above = np.clip(1.0 - np.cumsum(found.grades)[:-1], 1e-6, 1 - 1e-6)
    moved = [1.0, *(sigmoid(float(np.log(p / (1 - p))) + by) for p in above), 0.0]
    grades = tuple(max(0.0, one - two) for one, two in itertools.pairwise(moved))
    return replace(found, grades=grades, heat=round(expected(grades), 4), hot=round(moved[3], 4))


def steps() -> tuple[float, ...]:
    """Where each grade 1..4 begins, in log-odds from where hot begins."""
    trained = weights()
    if trained is None:
        return _PLAIN
    return tuple(float(cut - trained.thresholds[2]) for cut in trained.thresholds)
