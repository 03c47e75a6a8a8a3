"""Where each head looks in what the layers make of a text.

A regression over the learnt layer and three of the untaught ones below it, together, in more texts
than the learning had time for. The upper layer knows the texts it learnt from too well; the lower
ones, which never saw a label, carry further. What the head learnt with the encoder counts a little.
"""

from collections import Counter
from pathlib import Path

import numpy as np

from heard.judgement.encoder import WIDTH, Encoder

from . import tasks
from .mixing import mixture
from .shares import Doubles

MOST_OF_A_SET = 2000
PENALTY = 500.0
LEARNT = 0.7  # how much the learnt direction counts beside the regression


def directions(
    folder: Path, work: Path, learnt: dict[str, Doubles], reader: Encoder
) -> dict[str, Doubles]:
    """One direction a head, of unit spread over the texts; made once and kept in `work`."""
    file = work / "directions.npz"
    if not file.exists():
        items = [one for one in tasks.own_items(("train",)) if one.grade >= 0 or one.labels]
        counts: Counter[str] = Counter()
        for one in tasks.public_items(folder):
            counts[one.source] += 1
            if counts[one.source] <= MOST_OF_A_SET and (one.grade >= 0 or one.labels):
                items.append(one)
        layers = reader.layers([one.text for one in items]).astype(np.float64)
        layers -= layers.mean(axis=0)
        made = {name: _direction(name, items, layers, learnt[name]) for name in learnt}
        np.savez(file, **made)  # type: ignore[arg-type]  # the stub wants one dtype
    with np.load(file) as stored:
        return {name: stored[name] for name in stored.files}


def _direction(name: str, items: list[tasks.Item], layers: Doubles, learnt: Doubles) -> Doubles:
    found = regression(name, items, layers)
    found /= (layers @ found).std()
    found[:WIDTH] += LEARNT * learnt / (layers[:, :WIDTH] @ learnt).std()
    return found


def regression(name: str, items: list[tasks.Item], layers: Doubles) -> Doubles:
    """Ordinal (heat) or logistic regression over the layers, thresholds for each source."""
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
        layers[of],
        wanted,
        np.array([order.index(one) for one in sources]),
        np.array([each.get(one, 1.0) for one in sources]),
        4 if name == "heat" else 1,
        penalty=PENALTY,
        least=[None] * layers.shape[1],
    )
    return weights
