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

from .encoder import WIDTH, Encoder, encoder
from .features import BUCKETS, Features, Floats, row_names

FILE = Path(__file__).parent / "weights" / "heads.npz"
HEADS = ("sarcasm", "attitude", "warmth", "yes", "no", "promise", "severs")
IDF_BUCKETS = 1 << 14

logger = logging.getLogger(__name__)
Stored = dict[str, NDArray[np.generic]]


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
class Head:
    """What is read from a text: its meaning and its phrases, mixed and calibrated.

    `direction` is held against the vector of the text, `linear` against its features; `mix` says
    how much each counts and `bias` where even odds lie.
    """

    direction: Floats
    linear: Linear
    mix: Floats
    bias: float

    def score(self, vector: Floats, features: Features) -> float:
        """The log-odds (for heat: before its thresholds)."""
        return self.mixed(float(self.direction @ vector), self.linear.score(features))

    def mixed(self, meant: float, phrased: float) -> float:
        return float(self.mix[0]) * meant + float(self.mix[1]) * phrased + self.bias


@dataclass(frozen=True)
class Weights:
    """All trained numbers, checked for shape, and the encoder they belong to."""

    encoder: Encoder
    heat: Head
    thresholds: Floats
    heads: dict[str, Head]
    point: Floats
    pair: Floats
    cover: Floats
    forecast: Floats
    answered: Floats
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


def _checked(stored: Stored) -> Weights:
    reader = encoder()
    if reader is None:
        raise ValueError("no encoder")
    found = Weights(
        encoder=reader,
        heat=_head(stored, "heat", "heat"),
        thresholds=_floats(stored, "heat.thresholds", (4,)),
        heads={head: _head(stored, head, "draft") for head in HEADS},
        point=_floats(stored, "point", None),
        pair=_floats(stored, "pair", (WIDTH, WIDTH)),
        cover=_floats(stored, "cover", None),
        forecast=_floats(stored, "forecast", None),
        answered=_floats(stored, "answered", None),
        idf=_floats(stored, "idf", (IDF_BUCKETS,)),
    )
    if np.any(np.diff(found.thresholds) < 0):
        raise ValueError("thresholds out of order")
    return found


def _head(stored: Stored, name: str, book: str) -> Head:
    mix = _floats(stored, f"{name}.mix", (3,))
    direction = _floats(stored, f"{name}.direction", (WIDTH,))
    return Head(direction, linear(stored, name, book), mix[:2], float(mix[2]))


def linear(stored: Stored, name: str, book: str) -> Linear:
    """The linear model of that name, checked against the phrase lists of today."""
    names = row_names(book)
    if tuple(str(column) for column in stored[f"{book}.columns"]) != names:
        raise ValueError("weights belong to other phrase lists")
    bias = _floats(stored, f"{name}.bias", (1,))
    grams = _floats(stored, f"{name}.grams", (BUCKETS,))
    return Linear(grams, _floats(stored, f"{name}.row", (len(names),)), float(bias[0]))


def _floats(stored: Stored, name: str, shape: tuple[int, ...] | None) -> Floats:
    values = stored[name].astype(np.float32)
    if shape is not None and values.shape != shape:
        raise ValueError("weights of another shape")
    if not np.all(np.isfinite(values)):
        raise ValueError("weights that are no numbers")
    return values
