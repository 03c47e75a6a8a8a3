"""The forecast: fitted on the course of the own threads."""

import numpy as np
from numpy.typing import NDArray

from heard.judgement.forecast import row as forecast_row
from heard.judgement.heat import sigmoid
from heard.judgement.weights import Weights

from .figures import auc, calibration_error
from .shares import Doubles
from .sources import own_messages, own_threads

# How much a calm letter of the corpus counts as a conversation that stays calm.
FIRST_LETTERS = 0.1
PLAIN = {"de": "Gerne, die Unterlagen finden Sie anbei.", "en": "Please find it attached."}


def train_forecast(trained: Weights, held_out: dict[str, float]) -> NDArray[np.float32]:
    """Logistic regression on the course of the own threads; each thread held out in turn.

    Ordinary first letters are rare in the threads and common in an inbox. The calm letters of
    the corpus therefore count, lightly, as conversations whose next message is not hot.
    """
    inputs, wanted, names = _courses(trained, held_out)
    calm = [one for one in own_messages() if one.grade <= 1]
    first = []
    for one in calm:
        course = [("them", held_out[one.text])]
        first.append(forecast_row(course, None, trained))
        first.append(forecast_row([*course, ("us", 0.0)], PLAIN[one.language], trained))
    more = np.array(first, dtype=np.float64)
    chances = np.zeros(len(wanted))
    for name in set(names):
        inside = np.array([one == name for one in names])
        weights = _forecast_weights(inputs[~inside], wanted[~inside], more)
        chances[inside] = [sigmoid(float(one @ weights)) for one in inputs[inside]]
    error = calibration_error(chances, wanted, 6)
    print(f"\nforecast: {len(wanted)} next messages, {wanted.sum()} hot; {len(calm)} calm letters")
    print(f"  each thread held out: AUC {auc(chances, wanted):.3f}  ECE {error:.3f}")
    print("  baseline, heat now alone:", f"AUC {auc(inputs[:, 1], wanted):.3f}")
    found = _forecast_weights(inputs, wanted, more)
    print("  weights", np.round(found, 2))
    return found.astype(np.float32)


def _courses(
    trained: Weights, held_out: dict[str, float]
) -> tuple[Doubles, NDArray[np.bool_], list[str]]:
    """For each message of theirs but the first: the course before it, whether it is hot, where."""
    rows, truth, names = [], [], []
    for thread in own_threads():
        for place, (side, _, grade) in enumerate(thread.turns):
            before = thread.turns[:place]
            if side != "them" or not any(turn[0] == "them" for turn in before):
                continue
            course = [(s, held_out[t] if s == "them" else 0.0) for s, t, _ in before]
            ours = before[-1][1] if before[-1][0] == "us" else None
            rows.append(forecast_row(course, ours, trained))
            truth.append(grade >= 3)
            names.append(thread.name)
    return np.array(rows, dtype=np.float64), np.array(truth), names


def _forecast_weights(inputs: Doubles, truth: NDArray[np.bool_], calm: Doubles) -> Doubles:
    """L2 logistic regression by Newton's method; the first column is the constant."""
    given = np.concatenate([inputs, calm])
    wanted = np.concatenate([truth, np.zeros(len(calm), dtype=np.bool_)])
    each = np.concatenate([np.ones(len(inputs)), np.full(len(calm), FIRST_LETTERS)])
    weights = np.zeros(given.shape[1])
    penalty = np.full(given.shape[1], 0.7)
    penalty[0] = 0.01
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(given @ weights, -40, 40)))
        slope = given.T @ (each * (chance - wanted)) + penalty * weights
        bend = (given * (each * chance * (1 - chance))[:, None]).T @ given + np.diag(penalty)
        weights = weights - np.linalg.solve(bend, slope)
    return weights
