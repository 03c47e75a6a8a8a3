"""How much meaning and phrases each count, and where even odds lie: fitted on texts held back."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from heard.judgement.features import Floats

from .shares import Doubles, Integers


def mixture(
    inputs: Doubles | Floats,
    grades: Integers,
    sources: Integers,
    importance: Doubles,
    steps: int,
    *,
    penalty: float | Doubles = 0.3,
    least: Sequence[float | None] = (),
    rounds: int = 15_000,
) -> tuple[Doubles, Doubles]:
    """Ordinal regression over a few columns; thresholds (sources, steps) of each source.

    `least` bounds a weight from below, None leaves it free; without it none may be negative.
    Columns are put on one scale first.
    """
    scale = inputs.std(axis=0) + 1e-6
    given = (inputs / scale).astype(inputs.dtype)
    width, count = given.shape[1], int(sources.max()) + 1
    above = (grades[:, None] > np.arange(steps)[None, :]) * 2.0 - 1.0

    def loss(point: Doubles) -> tuple[float, Doubles]:
        weights, cuts = point[:width], point[width:].reshape(count, steps)
        margin = above * ((given @ weights.astype(given.dtype))[:, None] - cuts[sources])
        pull = -importance[:, None] * above / (1.0 + np.exp(np.clip(margin, -40, 40)))
        value = float((importance[:, None] * np.logaddexp(0.0, -margin)).sum())
        value += float((penalty * weights**2).sum()) / 2 + 0.01 * float((cuts**2).sum())
        slope = np.zeros((count, steps))
        np.add.at(slope, sources, -pull)
        lean = given.T @ pull.sum(axis=1).astype(given.dtype) + penalty * weights
        return value, np.concatenate([lean, (slope + 0.02 * cuts).ravel()])

    first = np.full(width, 0.0 if least else 0.5)
    begin = np.concatenate([first, np.tile(np.linspace(-1, 1, steps), count)])
    lows = [*(least or [0.0] * width), *[None] * (count * steps)]
    bounds = [(low, None) for low in lows]
    most = {"maxiter": rounds}
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=most)
    weights = found.x[:width] / scale
    return weights, np.sort(found.x[width:].reshape(count, steps), axis=1)


def ridge_logistic(
    inputs: Doubles,
    truth: NDArray[np.bool_],
    each: Doubles,
    penalty: Doubles,
    limits: Sequence[tuple[float | None, float | None]] | None = None,
) -> Doubles:
    """L2 logistic regression; `penalty` and, where given, `limits` for each column."""

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        sign = np.where(truth, 1.0, -1.0)
        margin = sign * (inputs @ weights)
        pull = -each * sign / (1.0 + np.exp(np.clip(margin, -40, 40)))
        value = float((each * np.logaddexp(0.0, -margin)).sum())
        value += float((penalty * weights**2).sum()) / 2
        return value, inputs.T @ pull + penalty * weights

    begin = np.zeros(inputs.shape[1])
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=limits)
    return np.asarray(found.x)


def softmax_regression(inputs: Doubles, classes: Integers, count: int, penalty: float) -> Doubles:
    """(count, columns): multinomial logistic regression with L2 penalty."""
    wanted = np.eye(count)[classes]

    def loss(point: Doubles) -> tuple[float, Doubles]:
        table = point.reshape(count, -1)
        odds = inputs @ table.T
        odds = odds - odds.max(axis=1, keepdims=True)
        total = np.log(np.exp(odds).sum(axis=1))
        value = float((total - (odds * wanted).sum(axis=1)).sum())
        chance = np.exp(odds - total[:, None])
        slope = (chance - wanted).T @ inputs + penalty * table
        return value + penalty * float((table**2).sum()) / 2, slope.ravel()

    begin = np.zeros(count * inputs.shape[1])
    found = minimize(loss, begin, jac=True, method="L-BFGS-B")
    return np.asarray(found.x).reshape(count, -1)
