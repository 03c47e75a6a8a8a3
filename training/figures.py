"""The figures that are printed: rank measures, calibration, agreement."""

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def auc(scores: Doubles, truth: Booleans) -> float:
    """The chance that a positive one scores above a negative one; nan without both."""
    if truth.all() or not truth.any():
        return float("nan")
    ranks = _ranks(scores)
    positive = int(truth.sum())
    total = float(ranks[truth].sum()) - positive * (positive + 1) / 2
    return total / (positive * (len(truth) - positive))


def rank_correlation(one: Doubles, two: Doubles) -> float:
    """Spearman's rank correlation."""
    return float(np.corrcoef(_ranks(one), _ranks(two))[0, 1])


def calibration_error(chances: Doubles, truth: Booleans, bins: int = 10) -> float:
    """Expected calibration error over equally filled bins (Naeini 2015)."""
    order = np.argsort(chances, kind="stable")
    error = 0.0
    for part in np.array_split(order, bins):
        if len(part):
            gap = abs(float(chances[part].mean()) - float(truth[part].mean()))
            error += gap * len(part) / len(chances)
    return error


def f1(chosen: Booleans, truth: Booleans) -> float:
    hits = int((chosen & truth).sum())
    total = int(chosen.sum()) + int(truth.sum())
    return 2 * hits / total if total else float("nan")


def _ranks(values: Doubles) -> Doubles:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse], dtype=np.float64)
