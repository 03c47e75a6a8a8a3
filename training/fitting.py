"""Fits the linear models: L2-regularised, several sources at once, each with its own thresholds."""

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, minimize
from scipy.sparse import csr_matrix, hstack

from heard.judgement.features import BUCKETS, features, row_names
from heard.judgement.folding import own_words

from .shares import Doubles


def matrix(texts: Sequence[str], book: str, unknown: float = 0.0) -> csr_matrix:
    """One row per text: the hashed part, then the readable row.

    `unknown` is the share of phrases that are overlooked, as if the lists did not have them.
    """
    chance = random.Random(5)
    starts, columns, values, rows = [0], [], [], []
    for text in texts:
        found = features(own_words(text), book, lambda _: chance.random() >= unknown)
        columns.append(found.buckets)
        values.append(found.strengths)
        starts.append(starts[-1] + len(found.buckets))
        rows.append(found.row)
    hashed = csr_matrix(
        (np.concatenate(values).astype(np.float64), np.concatenate(columns), np.array(starts)),
        shape=(len(texts), BUCKETS),
    )
    return hstack([hashed, csr_matrix(np.array(rows, dtype=np.float64))], format="csr")


def fit(
    inputs: csr_matrix,
    grades: NDArray[np.int64],
    sources: NDArray[np.int64],
    importance: Doubles,
    *,
    steps: int,
    penalties: tuple[float, float],
    signs: Doubles,
    rounds: int = 120,
) -> Doubles:
    """The weights over hashed part and row of an ordinal logistic regression; `steps` thresholds
    (1 makes it the ordinary binary one).

    One weight vector for all sources, thresholds for each: what a tweet calls rude and what a
    purchasing department calls rude need not begin at the same place. `signs` (1, -1 or 0 for each
    column of the readable row) keeps a phrase from counting against its plain meaning.
    """
    width, count = inputs.shape[1], int(sources.max()) + 1
    above = (grades[:, None] > np.arange(steps)[None, :]).astype(np.float64) * 2 - 1
    penalty = np.full(width, penalties[0])
    penalty[BUCKETS:] = penalties[1]
    turned = inputs.T.tocsr()
    begin = np.concatenate([np.zeros(width), np.tile(np.arange(steps) - (steps - 1) / 2, count)])

    def loss(point: Doubles) -> tuple[float, Doubles]:
        weights, cuts = point[:width], point[width:].reshape(count, steps)
        margin = above * ((inputs @ weights)[:, None] - cuts[sources])
        value = float((importance[:, None] * np.logaddexp(0.0, -margin)).sum())
        pull = -importance[:, None] * above / (1.0 + np.exp(np.clip(margin, -40, 40)))
        slope = np.zeros((count, steps))
        np.add.at(slope, sources, -pull)
        lean = 0.01 * cuts
        value += float((penalty * weights**2).sum()) / 2 + 0.005 * float((cuts**2).sum())
        direction = np.concatenate(
            [turned @ pull.sum(axis=1) + penalty * weights, (slope + lean).ravel()]
        )
        return value, direction

    bounds = Bounds(*_limits(signs, width, len(begin)))
    options = {"maxiter": rounds}
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x[:width])


def _limits(signs: Doubles, width: int, length: int) -> tuple[Doubles, Doubles]:
    lower, upper = np.full(length, -np.inf), np.full(length, np.inf)
    lower[BUCKETS:width][signs > 0] = 0.0
    upper[BUCKETS:width][signs < 0] = 0.0
    return lower, upper


def calibrated(scores: Doubles, grades: NDArray[np.int64], steps: int) -> tuple[float, Doubles]:
    """Slope and thresholds that make held-out scores probabilities (Platt 1999, ordinal)."""
    above = (grades[:, None] > np.arange(steps)[None, :]).astype(np.float64) * 2 - 1

    def loss(point: Doubles) -> tuple[float, Doubles]:
        slope, cuts = np.exp(point[0]), point[1:]
        margin = above * (slope * scores[:, None] - cuts[None, :])
        pull = -above / (1.0 + np.exp(np.clip(margin, -40, 40)))
        value = float(np.logaddexp(0.0, -margin).sum()) + 0.05 * float((point**2).sum())
        first = float((pull * slope * scores[:, None]).sum())
        return value, np.concatenate([[first], -pull.sum(axis=0)]) + 0.1 * point

    begin = np.concatenate([[0.0], np.linspace(-1, 1, steps) if steps > 1 else [0.0]])
    found = minimize(loss, begin, jac=True, method="L-BFGS-B")
    return float(np.exp(found.x[0])), np.sort(found.x[1:])


def signs(book: str, up: Sequence[str], down: Sequence[str]) -> Doubles:
    """1 for columns that may only raise the score, -1 for those that may only lower it."""
    return np.array([(name in up) * 1.0 - (name in down) for name in row_names(book)])


def columns(book: str) -> NDArray[np.str_]:
    return np.array(row_names(book))
