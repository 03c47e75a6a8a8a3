"""Where each head looks in the meaning of a text: what was learnt with the encoder, and what a
regression over the finished vectors finds in more texts than the learning had time for."""

from collections import Counter
from pathlib import Path

import numpy as np

from heard.judgement.encoder import Encoder
from heard.judgement.weights import HEADS

from . import tasks
from .mixing import mixture
from .model import Model
from .shares import Doubles

MOST_OF_A_SET = 900
PENALTIES = dict.fromkeys(("heat", *HEADS), 150.0) | {"sarcasm": 30.0}
LEARNT = 0.7  # how much the learnt direction counts beside the regression


def directions(folder: Path, work: Path, model: Model, reader: Encoder) -> dict[str, Doubles]:
    """One direction a head, of unit spread over the texts; made once and kept in `work`."""
    file = work / "directions.npz"
    if not file.exists():
        items = [one for one in tasks.own_items(("train",)) if one.grade >= 0 or one.labels]
        counts: Counter[str] = Counter()
        for one in tasks.public_items(folder):
            counts[one.source] += 1
            if counts[one.source] <= MOST_OF_A_SET:
                items.append(one)
        vectors = reader.vectors([one.text for one in items]).astype(np.float64)
        learnt = {"heat": model.heat.weight.detach().numpy()[0]}
        learnt |= dict(zip(HEADS, model.labels.weight.detach().numpy(), strict=True))
        made = {name: _direction(name, items, vectors, learnt[name]) for name in learnt}
        np.savez(file, **made)  # type: ignore[arg-type]  # the stub wants one dtype
    with np.load(file) as stored:
        return {name: stored[name] for name in stored.files}


def _direction(name: str, items: list[tasks.Item], vectors: Doubles, learnt: Doubles) -> Doubles:
    found = regression(name, items, vectors, PENALTIES[name])
    both = found / (vectors @ found).std() + LEARNT * learnt / (vectors @ learnt).std()
    return np.asarray(both, dtype=np.float64)


def regression(name: str, items: list[tasks.Item], vectors: Doubles, penalty: float) -> Doubles:
    """Ordinal (heat) or logistic regression over the vectors, thresholds for each source."""
    if name == "heat":
        of = [i for i, one in enumerate(items) if one.grade >= 0]
        wanted = np.array([items[i].grade for i in of])
    else:
        of = [i for i, one in enumerate(items) if name in one.labels]
        wanted = np.array([int(items[i].labels[name] > 0.5) for i in of])
    sources = [items[i].source for i in of]
    order = [tasks.OWN, *sorted(set(sources) - {tasks.OWN})]
    counts = Counter(sources)
    own = counts[tasks.OWN]
    each = {n: tasks.LIMITS[n][1] * min(1.0, 1.2 * own / counts[n]) for n in order[1:]}
    weights, _ = mixture(
        vectors[of],
        wanted,
        np.array([order.index(one) for one in sources]),
        np.array([each.get(one, 1.0) for one in sources]),
        4 if name == "heat" else 1,
        penalty=penalty,
        least=[None] * vectors.shape[1],
    )
    return weights
