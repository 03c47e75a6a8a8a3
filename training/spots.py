"""Where a yes, a no or a promise is said: one sentence of the draft, and nobody marked which.

Learnt by turns (multiple-instance learning, Andrews 2003): of a draft that says it the clearest
sentence so far, of one that does not the two most misleading; then a regression over these, again.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heard.judgement.encoder import Encoder
from heard.judgement.tone import parts_of
from heard.judgement.weights import SPOTTED

from .mixing import mixture
from .shares import Doubles
from .steps import made_once
from .tasks import Item, own_items
from .written import written_items

PENALTY = 300.0
ROUNDS = 3
MISLEADING = 2


def sentences_of(text: str) -> list[str]:
    """The sentences, as the running program parts a draft; the text itself where it has none."""
    return [text[start:end] for start, end in parts_of(text)] or [text]


def spots(work: Path, reader: Encoder) -> dict[str, Doubles]:
    """One direction for each of SPOTTED, of unit spread over drafts; kept in `work`."""

    def made() -> dict[str, Doubles]:
        mine = own_items(("train",)) + written_items(("train",))
        return {
            name: _spot(name, [one for one in mine if name in one.labels], reader)
            for name in SPOTTED
        }

    return made_once(work / "spots.npz", made)


def clearest(texts: Sequence[str], spot: Doubles, reader: Encoder) -> Doubles:
    return np.array([float((reader.layers(sentences_of(text)) @ spot).max()) for text in texts])


def _spot(name: str, items: Sequence[Item], reader: Encoder) -> Doubles:
    truth = np.array([one.labels[name] > 0.5 for one in items])
    parts = [reader.layers(sentences_of(one.text)).astype(np.float64) for one in items]
    middle = np.concatenate(parts).mean(axis=0)
    bags = [part - middle for part in parts]
    found = _regression(np.array([bag.mean(axis=0) for bag in bags]), truth, np.ones(len(truth)))
    for _ in range(ROUNDS):
        rows, said, each = [], [], []
        for bag, says in zip(bags, truth, strict=True):
            order = np.argsort(-(bag @ found))[: 1 if says else MISLEADING]
            rows.append(bag[order])
            said += [says] * len(order)
            each += [1.0 / len(order)] * len(order)
        found = _regression(np.concatenate(rows), np.array(said), np.array(each))
    spread = np.array([float((bag @ found).max()) for bag in bags]).std()
    return np.asarray(found / spread, dtype=np.float64)


def _regression(rows: Doubles, truth: NDArray[np.bool_], each: Doubles) -> Doubles:
    one = np.zeros(len(truth), dtype=np.int64)
    free = [None] * rows.shape[1]
    weights, _ = mixture(rows, truth.astype(np.int64), one, each, 1, penalty=PENALTY, least=free)
    return weights
