"""Where a yes, a no or a promise is said: one sentence of the draft, and nobody marked which.

Learnt by turns (multiple-instance learning, Andrews 2003): of a draft that says it the clearest
sentence so far, of one that does not the two most misleading; then a regression over these, again.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heard.judgement.encoder import Encoder
from heard.judgement.features import Floats
from heard.judgement.weights import SPOTTED

from .mixing import mixture
from .reading import sentences_of
from .shares import Doubles
from .steps import made_once
from .tasks import Item, own_items
from .written import written_items

PENALTY = 300.0
ROUNDS = 3
MISLEADING = 2


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
    said = [one.labels[name] > 0.5 for one in items]
    return spot([reader.layers(sentences_of(one.text)) for one in items], said)


def spot(texts: Sequence[Floats], said: Sequence[bool]) -> Doubles:
    """The direction in which a sentence says it, of unit spread: `texts` are the rows of the
    sentences of each, `said` whether one of them does."""
    truth = np.array(said)
    middle = np.concatenate(texts).mean(axis=0, dtype=np.float64)
    bags = [text - middle for text in texts]
    found = _regression(np.array([bag.mean(axis=0) for bag in bags]), truth, np.ones(len(truth)))
    for _ in range(ROUNDS):
        rows, says, each = [], [], []
        for bag, does in zip(bags, truth, strict=True):
            order = np.argsort(-(bag @ found))[: 1 if does else MISLEADING]
            rows.append(bag[order])
            says += [does] * len(order)
            each += [1.0 / len(order)] * len(order)
        found = _regression(np.concatenate(rows), np.array(says), np.array(each))
    spread = np.array([float((bag @ found).max()) for bag in bags]).std()
    return np.asarray(found / spread, dtype=np.float64)


def _regression(rows: Doubles, truth: NDArray[np.bool_], each: Doubles) -> Doubles:
    one = np.zeros(len(truth), dtype=np.int64)
    free = [None] * rows.shape[1]
    weights, _ = mixture(rows, truth.astype(np.int64), one, each, 1, penalty=PENALTY, least=free)
    return weights
