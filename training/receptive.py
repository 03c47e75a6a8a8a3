"""Receptiveness as other people rated it, the issue left out (Yeomans 2020).

The upper layers and the warmth of the package learnt from these very texts, so that only the
untaught layers can be asked fairly: a ridge regression on the ratings of the other issue.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heard.judgement.encoder import WIDTH, Encoder

from . import sources, tasks
from .figures import rank_correlation
from .shares import Doubles

PENALTY = 500.0


def receptiveness(folder: Path, reader: Encoder) -> tuple[int, float]:
    """How many texts, and the rank correlation with the ratings, the mean over the issues."""
    rated = sources.ratings(folder / "receptiveness")
    rows = sources.table(folder / "receptiveness" / "CRstudy1A.csv")
    rows = [row for row in rows if row["ResponseId"] in rated]
    layers = reader.layers([tasks.clean(row["text"]) for row in rows])[:, WIDTH:]
    given = np.array([rated[row["ResponseId"]] for row in rows])
    issue = np.array([row["issue"] for row in rows])
    found = [
        _unseen(layers.astype(np.float64), given, issue == name) for name in sorted(set(issue))
    ]
    return len(rows), float(np.mean(found))


def _unseen(layers: Doubles, given: Doubles, held: NDArray[np.bool_]) -> float:
    middle = layers[~held].mean(axis=0)
    known, asked = layers[~held] - middle, layers[held] - middle
    square = known @ known.T + PENALTY * np.eye(len(known))
    weights = known.T @ np.linalg.solve(square, given[~held] - given[~held].mean())
    return rank_correlation(asked @ weights, given[held])
