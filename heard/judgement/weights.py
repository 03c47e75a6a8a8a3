"""The trained numbers: one plain `.npz` beside the code, read once, checked, never trusted blindly.

A missing or broken file is no error for the caller: `weights()` answers None and the reading
becomes "no reading".
"""

import logging
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .features import BUCKETS, Features, Floats, row_names

FILE = Path(__file__).parent / "weights" / "first.npz"
HEADS = ("sarcasm", "attitude", "warmth", "yes", "no", "promise", "severs")
IDF_BUCKETS = 1 << 14

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Linear:
    """One linear model over features; `score` is a log-odds before calibration."""

    grams: Floats
    row: Floats
    bias: float

    def score(self, features: Features) -> float:
        hashed = float(self.grams[features.buckets] @ features.strengths)
        return hashed + float(self.row @ features.row) + self.bias


@dataclass(frozen=True)
class Weights:
    """All models of the first reading, checked for shape."""

    heat: Linear
    thresholds: Floats
    heads: dict[str, Linear]
    forecast: Floats
    idf: Floats


@cache
def weights(file: Path | None = None) -> Weights | None:
    """The weights, or None where they are missing or broken (said once in the log)."""
    path = file or FILE
    try:
        with np.load(path, allow_pickle=False) as stored:
            return _checked({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
        logger.warning("judgement: no usable weights (%s)", type(problem).__name__)
        return None


def _checked(stored: dict[str, NDArray[np.generic]]) -> Weights:
    found = Weights(
        heat=_linear(stored, "heat", "heat"),
        thresholds=_floats(stored, "heat.thresholds", 4),
        heads={head: _linear(stored, head, "draft") for head in HEADS},
        forecast=_floats(stored, "forecast", None),
        idf=_floats(stored, "idf", IDF_BUCKETS),
    )
    if np.any(np.diff(found.thresholds) < 0):
        raise ValueError("thresholds out of order")
    return found


def _linear(stored: dict[str, NDArray[np.generic]], name: str, book: str) -> Linear:
    names = row_names(book)
    if tuple(str(column) for column in stored[f"{book}.columns"]) != names:
        raise ValueError("weights belong to other phrase lists")
    bias = _floats(stored, f"{name}.bias", 1)
    grams = _floats(stored, f"{name}.grams", BUCKETS)
    return Linear(grams, _floats(stored, f"{name}.row", len(names)), float(bias[0]))


def _floats(stored: dict[str, NDArray[np.generic]], name: str, length: int | None) -> Floats:
    values = stored[name].astype(np.float32)
    if values.ndim != 1 or (length is not None and len(values) != length):
        raise ValueError("weights of another shape")
    if not np.all(np.isfinite(values)):
        raise ValueError("weights that are no numbers")
    return values
