"""Holds a point against a stretch of a draft word by word: is the same said, and said rightly?

They are read in two ways, over what a lower layer of the encoder makes of each piece where it
stands in its message or draft. Apart: every piece of the one is laid beside what comes nearest to
it in the other, and what the comparisons find decides (decomposable attention, Parikh 2016).
Together: further layers read both as one text. Either also knows the words, numbers and negations
that were counted; what counts is the mean of both. So "your brother's house" is not "your sister's
house", near as the two sentences lie. A small 8-bit ONNX network beside the encoder, run on one
thread.
"""

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .encoder import FOLDER, WIDTH, on_one_thread
from .features import Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

States = NDArray[np.floating]

LONGEST = 96
COUNTED = 8
_TOGETHER = 128

logger = logging.getLogger(__name__)


class Facing(NamedTuple):
    """A point and a stretch as the states of their pieces, (pieces, WIDTH) each, and what was
    counted between them (`COUNTED` numbers)."""

    asked: States
    said: States
    counted: tuple[float, ...]


class Aligner:
    """Points facing stretches in, one number each out."""

    def __init__(self, session: "InferenceSession") -> None:
        self._session = session

    def odds(self, pairs: Sequence[Facing]) -> list[float]:
        """The log-odds that the second text of a pair says the first one again, and rightly."""
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].said))
        found = [0.0] * len(pairs)
        first = 0
        while first < len(order):
            last = first + 1
            while (
                last < len(order) and (last + 1 - first) * len(pairs[order[last]].said) <= _TOGETHER
            ):
                last += 1
            chosen = order[first:last]
            for i, value in zip(chosen, self._run([pairs[i] for i in chosen]), strict=True):
                found[i] = float(value)
            first = last
        return found

    def _run(self, pairs: Sequence[Facing]) -> Floats:
        read: Floats = self._session.run(None, facing(pairs))[0]
        both: Floats = read.mean(axis=1)
        return both


def facing(pairs: Sequence[Facing]) -> dict[str, Floats]:
    """What the network is given, by name."""
    asked, asked_mask = _padded([one.asked for one in pairs])
    said, said_mask = _padded([one.said for one in pairs])
    return {
        "asked": asked,
        "asked_mask": asked_mask,
        "said": said,
        "said_mask": said_mask,
        "counted": np.array([one.counted for one in pairs], dtype=np.float32),
    }


def _padded(rows: Sequence[States]) -> tuple[Floats, Floats]:
    """States of like length, (texts, pieces, WIDTH), and where they are real, (texts, pieces)."""
    most = max(1, *(min(len(row), LONGEST) for row in rows))
    states = np.zeros((len(rows), most, WIDTH), dtype=np.float32)
    mask = np.zeros((len(rows), most), dtype=np.float32)
    for number, row in enumerate(rows):
        states[number, : len(row)] = row[:LONGEST]
        mask[number, : len(row)] = 1.0
    return states, mask


@cache
def aligner(folder: Path = FOLDER) -> Aligner | None:
    """The network, or None where its file is missing or broken (said once in the log)."""
    try:
        made = Aligner(on_one_thread(folder / "alignment.onnx"))
        some = np.ones((3, WIDTH), dtype=np.float32)
        if not np.all(np.isfinite(made.odds([Facing(some, some, (0.0,) * COUNTED)]))):
            raise ValueError("an alignment that answers with no numbers")
    except Exception as problem:  # noqa: BLE001  # the library raises types of its own
        logger.warning("judgement: no usable alignment (%s)", type(problem).__name__)
        return None
    return made
