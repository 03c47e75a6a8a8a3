"""The encoder: a text as 384 numbers in which like meanings lie near, English and German alike.

A cut-down multilingual-e5-small that `training/` taught; 8-bit ONNX, run on one thread. Loaded
with the first text. Only its four upper layers were taught; what some of the untaught ones below
make of a text comes out of the same run and is given to the heads as well, and on request what one
of them makes of each piece of it. Texts seen lately are remembered by their wording, so that the
message's side of a review costs nothing the second time.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .markup import SOFT_HYPHEN
from .places import Places, cut, places, spans
from .sentences import sentences

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
FOLDER = Path(__file__).parent / "weights"
WIDTH = 384
LOWER = (6, 8, 10)
DEEP = WIDTH * (1 + len(LOWER))
PIECES = 8  # the untaught layer whose states are given piece by piece
BEGIN = 4  # the pieces before the text itself
_PREFIX = "query: "
_LENGTH = 20.0  # of a mean of states, here as in the network
_TOGETHER = 1024
_REMEMBERED = 4096
_REMEMBERED_PIECES = 128  # up to 0.2 MB each
_CHARACTERS, _LAST_CHARACTERS = 6000, 2000

logger = logging.getLogger(__name__)


class Encoder:
    """Texts in, one vector each out; what was asked lately is remembered."""

    def __init__(
        self, session: "InferenceSession", tokenizer: "Tokenizer", remembered: int = _REMEMBERED
    ) -> None:
        self._session, self._tokenizer = session, tokenizer
        self._known, self._pieces = _Recent(remembered), _Recent(_REMEMBERED_PIECES)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(number of texts, WIDTH): the meaning. Line breaks and runs of blanks do not count; stray
        surrogates are read as question marks."""
        return self.layers(texts)[:, :WIDTH]

    def layers(self, texts: Sequence[str]) -> Floats:
        """(number of texts, DEEP): the meaning, then the means of the untaught layers LOWER."""
        plain = [_plain(text) for text in texts]
        found = self._known.of(plain)
        missing = [one for one in dict.fromkeys(plain) if one not in found]
        for chosen, (rows, _) in self._batches(missing):
            found |= zip(chosen, rows, strict=True)
        self._known.add({text: found[text] for text in missing})
        if not plain:
            return np.zeros((0, DEEP), dtype=np.float32)
        return np.stack([found[one] for one in plain])

    def states(self, texts: Sequence[str]) -> list[Floats]:
        """Of each text (number of its pieces, WIDTH): what an untaught layer makes of each piece;
        the last one stands for its end."""
        plain = [_plain(text) for text in texts]
        found = self._pieces.of(plain)
        missing = [one for one in dict.fromkeys(plain) if one not in found]
        meant: dict[str, Floats] = {}
        for chosen, (rows, states) in self._batches(missing, pieces=True):
            meant |= zip(chosen, rows, strict=True)
            found |= zip(chosen, states, strict=True)
        self._known.add(meant)
        self._pieces.add({text: found[text] for text in missing})
        return [found[one].astype(np.float32) for one in plain]

    def parts(self, texts: Sequence[str]) -> list[Floats]:
        """Of each text (number of its sentences, WIDTH): what an untaught layer makes of each where
        it stands, of one length. A sentence that is cut out as too far down has no row; where
        there is no other, the text as a whole has one."""
        plain = [_plain(text) for text in texts]
        return [
            _by_sentence(text, self._places(text), states)
            for text, states in zip(plain, self.states(plain), strict=True)
        ]

    def in_place(self, text: str, parts: Sequence[str]) -> list[Floats]:
        """Of each part (number of its pieces, WIDTH): what an untaught layer makes of its pieces
        where they stand in `text`; the parts come in order. One that does not stand there, or is
        cut out as too far down, is read by itself."""
        if not parts:
            return []
        plain, told = _plain(text), [_plain(part) for part in parts]
        placed, (states,) = self._places(plain), self.states([plain])
        found = [states[:-1][placed.within(*span)] for span in spans(plain, told)]
        left = [part for part, rows in zip(told, found, strict=True) if not len(rows)]
        alone = (rows[:-1] for rows in self.states(left))
        return [rows if len(rows) else next(alone) for rows in found]

    def _places(self, text: str) -> Places:
        offsets = self._tokenizer.encode(_PREFIX + text).offsets
        return places(offsets, BEGIN, len(_PREFIX))

    def _batches(
        self, texts: Sequence[str], *, pieces: bool = False
    ) -> Iterator[tuple[list[str], tuple[Floats, list[Floats]]]]:
        """Texts of like length together, at most about 1,000 tokens at once."""
        ids = [cut(one.ids) for one in self._tokenizer.encode_batch([_PREFIX + t for t in texts])]
        order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
        first = 0
        while first < len(order):
            last = first + 1
            while last < len(order) and (last + 1 - first) * len(ids[order[last]]) <= _TOGETHER:
                last += 1
            chosen = order[first:last]
            yield [texts[i] for i in chosen], self._run([ids[i] for i in chosen], pieces=pieces)
            first = last

    def _run(self, rows: Sequence[Sequence[int]], *, pieces: bool) -> tuple[Floats, list[Floats]]:
        most = max(len(row) for row in rows)
        ids = np.ones((len(rows), most), dtype=np.int64)
        mask = np.zeros((len(rows), most), dtype=np.int64)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        wanted = ["vector", "states"] if pieces else ["vector"]
        found = self._session.run(wanted, {"ids": ids, "mask": mask})
        states = [
            one[BEGIN : len(row)].astype(np.float16)
            for one, row in zip(found[1] if pieces else (), rows, strict=pieces)
        ]
        return found[0], states


class _Recent:
    """What was asked lately, at most so many; safe for several threads. No text is remembered,
    only a digest of it."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._rows: OrderedDict[bytes, Floats] = OrderedDict()

    def of(self, texts: Sequence[str]) -> dict[str, Floats]:
        keys = {text: _digest(text) for text in texts}
        with self._lock:
            found = {text: self._rows[key] for text, key in keys.items() if key in self._rows}
            for text in found:
                self._rows.move_to_end(keys[text])
        return found

    def add(self, new: dict[str, Floats]) -> None:
        rows = {_digest(text): row.copy() for text, row in new.items()}
        with self._lock:
            self._rows.update(rows)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def _plain(text: str) -> str:
    """On one line, its head and tail where it is very long, without half characters and what
    stands for unseen ones."""
    line = " ".join(text.encode("utf-8", "replace").decode().replace(SOFT_HYPHEN, "").split())
    if len(line) <= _CHARACTERS + _LAST_CHARACTERS:
        return line
    return f"{line[:_CHARACTERS]} {line[-_LAST_CHARACTERS:]}"


def _by_sentence(text: str, placed: Places, states: Floats) -> Floats:
    """The mean of the states of each sentence, drawn to one length; the last of the states stands
    for the end of the text."""
    said = [placed.between(start, end) for start, end in sentences(text)]
    means = [states[:-1][of].mean(axis=0) for of in said if of.any()] or [states.mean(axis=0)]
    rows = np.stack(means)
    units: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return units * _LENGTH


@cache
def encoder(folder: Path = FOLDER, remembered: int = _REMEMBERED) -> Encoder | None:
    """The encoder, or None where its files are missing or broken (said once in the log)."""
    try:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        made = Encoder(on_one_thread(folder / "encoder.onnx"), tokenizer, remembered)
        tried = made.layers(["Guten Tag"])
        if tried.shape != (1, DEEP) or not np.all(np.isfinite(tried)):
            raise ValueError("an encoder that answers with no numbers")
    except Exception as problem:  # noqa: BLE001  # both libraries raise types of their own
        logger.warning("judgement: no usable encoder (%s)", type(problem).__name__)
        return None
    return made


def on_one_thread(file: Path) -> "InferenceSession":
    """The network in that file, ready to be run."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
