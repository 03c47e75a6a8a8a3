"""The trained numbers: one plain `.npz` beside the code, read once, checked, never trusted blindly.

A missing or broken file is no error for the caller: `weights()` answers None and the reading
becomes "no reading".
"""

import logging
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .alignment import Aligner, aligner
from .encoder import DEEP, FOLDER, WIDTH, Encoder, encoder
from .features import BUCKETS, Features, Floats, row_names

FILE = FOLDER / "heads.npz"
NETWORKS = ("encoder.onnx", "tokenizer.json", "alignment.onnx")
HEADS = ("sarcasm", "attitude", "warmth", "yes", "no", "promise", "severs")
SPOTTED = ("yes", "no", "promise", "severs")  # said in one sentence of many
HANGING = ("yes", "no")  # hangs on what was asked
IDF_BUCKETS = 1 << 14
POINT, COVER, FORECAST, ANSWERED = WIDTH + 5, 9, 33 + 3 * WIDTH, 27  # numbers in each mixture

logger = logging.getLogger(__name__)
Stored = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Linear:
    """One linear model over features; `score` is a log-odds before calibration."""

    grams: Floats
    row: Floats

    def score(self, features: Features) -> float:
        hashed = float(self.grams[features.buckets] @ features.strengths)
        return hashed + float(self.row @ features.row)


@dataclass(frozen=True)
class Head:
    """What is read from a text: its meaning and its phrases, mixed and calibrated.

    `direction` is held against what all layers make of the text, `linear` against its features,
    `spot`, where a head has one, against each sentence: the clearest one counts. `mix` says how
    much each counts (meaning, phrases, spot) and `bias` where even odds lie.
    """

    direction: Floats
    linear: Linear
    mix: Floats
    bias: float
    spot: Floats | None = None

    def score(self, layers: Floats, features: Features, parts: Floats | None = None) -> float:
        """The log-odds (for heat: before its thresholds); `parts` are the layers by sentence."""
        meant = float(self.direction @ layers)
        return self.mixed(meant, self.linear.score(features), self.clearest(layers, parts))

    def mixed(self, meant: float, phrased: float, spotted: float = 0.0) -> float:
        mix = self.mix
        return float(mix[0]) * meant + float(mix[1]) * phrased + float(mix[2]) * spotted + self.bias

    def clearest(self, layers: Floats, parts: Floats | None) -> float:
        """How clearly the clearest sentence says it; the text itself where it has no parts."""
        if self.spot is None:
            return 0.0
        rows = layers[None] if parts is None or not len(parts) else parts
        return float((rows @ self.spot).max())


@dataclass(frozen=True)
class Granting:
    """A label of a draft in view of what they had asked: `direction` is held against what all
    layers make of both as one text, `mix` says how much the draft alone, that, and neither count.
    """

    direction: Floats
    mix: Floats

    def score(self, alone: float, layers: Floats) -> float:
        """The log-odds; `alone` are those of the draft by itself."""
        return float(self.mix @ np.array([alone, self.direction @ layers, 1.0], dtype=np.float32))


@dataclass(frozen=True)
class Clause:
    """Displeasure that one sentence says: `direction` is held against each where it stands, `mix`
    says how much the letter's unease, its clearest sentence, and neither count."""

    direction: Floats
    mix: Floats

    def score(self, uneasy: float, clearest: float) -> float:
        """The log-odds that the letter is displeased at least."""
        return float(self.mix @ np.array([uneasy, clearest, 1.0], dtype=np.float32))


@dataclass(frozen=True)
class Weights:
    """All trained numbers, checked for shape, and the two networks they belong to (no `aligner`
    only while it is still being trained).

    `heat` tells hot from what is not, with its four `thresholds`; `unease` tells displeased from
    calm and friendly, which ends at `eased`: what makes a letter displeased is not what makes it
    hot, only less of it. `clause` is the sentence that says so. `context` says how much of an
    earlier letter's displeasure counts on. `granting` are the labels of HANGING in view of what was
    asked.
    """

    encoder: Encoder
    aligner: Aligner | None
    heat: Head
    thresholds: Floats
    unease: Head
    eased: Floats
    clause: Clause
    context: Floats
    heads: dict[str, Head]
    granting: dict[str, Granting]
    point: Floats
    pair: Floats
    spread: Floats
    relevance: Floats
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
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as problem:
        logger.warning("judgement: no usable weights (%s)", type(problem).__name__)
        return None


def networks(folder: Path) -> NDArray[np.str_]:
    """Digests of the files that the numbers belong to, in the order of NETWORKS."""
    return np.array([sha256((folder / name).read_bytes()).hexdigest() for name in NETWORKS])


def _checked(stored: Stored) -> Weights:
    reader, beside = encoder(), aligner()
    if reader is None or beside is None:
        raise ValueError("no encoder")
    if list(stored["networks"]) != list(networks(FOLDER)):
        raise ValueError("weights belong to another encoder or alignment")
    found = Weights(
        encoder=reader,
        aligner=beside,
        heat=_head(stored, "heat", "heat"),
        thresholds=_floats(stored, "heat.thresholds", (4,)),
        unease=_head(stored, "unease", "heat", "heat"),
        eased=_floats(stored, "unease.thresholds", (1,)),
        clause=Clause(
            _floats(stored, "clause.direction", (WIDTH,)), _floats(stored, "clause.mix", (3,))
        ),
        context=_floats(stored, "context", (1,)),
        heads={head: _head(stored, head, "draft") for head in HEADS},
        granting={head: _granting(stored, head) for head in HANGING},
        point=_floats(stored, "point", (POINT,)),
        pair=_floats(stored, "pair", (WIDTH, WIDTH)),
        spread=_floats(stored, "spread", (WIDTH, WIDTH + 1)),
        relevance=_floats(stored, "relevance", (3,)),
        cover=_floats(stored, "cover", (COVER,)),
        forecast=_floats(stored, "forecast", (FORECAST,)),
        answered=_floats(stored, "answered", (ANSWERED,)),
        idf=_floats(stored, "idf", (IDF_BUCKETS,)),
    )
    if np.any(np.diff(found.thresholds) < 0):
        raise ValueError("thresholds out of order")
    return found


def _head(stored: Stored, name: str, book: str, phrases: str | None = None) -> Head:
    mix = _floats(stored, f"{name}.mix", (4,))
    direction = _floats(stored, f"{name}.direction", (DEEP,))
    spot = _floats(stored, f"{name}.spot", (DEEP,)) if name in SPOTTED else None
    return Head(direction, linear(stored, phrases or name, book), mix[:3], float(mix[3]), spot)


def _granting(stored: Stored, name: str) -> Granting:
    direction = _floats(stored, f"{name}.granting", (DEEP,))
    return Granting(direction, _floats(stored, f"{name}.granting.mix", (3,)))


def linear(stored: Stored, name: str, book: str) -> Linear:
    """The linear model of that name, checked against the phrase lists of today."""
    names = row_names(book)
    if tuple(str(column) for column in stored[f"{book}.columns"]) != names:
        raise ValueError("weights belong to other phrase lists")
    grams = _floats(stored, f"{name}.grams", (BUCKETS,))
    return Linear(grams, _floats(stored, f"{name}.row", (len(names),)))


def _floats(stored: Stored, name: str, shape: tuple[int, ...]) -> Floats:
    values = stored[name].astype(np.float32)
    if values.shape != shape:
        raise ValueError("weights of another shape")
    if not np.all(np.isfinite(values)):
        raise ValueError("weights that are no numbers")
    return values
