"""Where each head looks in what the layers make of a text.

A regression over the learnt layer and three of the untaught ones below it, together, in more texts
than the learning had time for. The upper layer knows the texts it learnt from too well; the lower
ones, which never saw a label, carry further. What the head learnt with the encoder counts a little.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from heard.judgement.encoder import WIDTH, Encoder
from heard.judgement.features import Floats

from . import tasks
from .mixing import mixture
from .regraded import regraded_items
from .shares import Doubles, numbers
from .steps import made_once
from .written import written_items

MOST_OF_A_SET = 1000
# The learnt layer is held shorter: it knows its own texts too well.
TAUGHT, UNTAUGHT = 800.0, 300.0
# How much the learnt direction counts beside the regression; tone is read in strangers' posts, too.
LEARNT = 0.7
LEARNT_TONE = 0.3
# The axes of heat and the grade from which each counts two steps up; how far they lean together.
AXES = {"hot": 2, "unease": 0}
SHARED = 0.5
ROUNDS = 120


def directions(
    folder: Path, work: Path, learnt: dict[str, Doubles], reader: Encoder
) -> dict[str, Doubles]:
    """One direction a head, of unit spread over the texts; made once and kept in `work`."""

    def made() -> dict[str, Doubles]:
        items = _known(folder)
        layers = reader.layers([one.text for one in items])
        layers -= layers.mean(axis=0)
        found = {name: direction(name, items, layers, learnt[name]) for name in learnt}
        return found | _axes(items, layers, found["heat"])

    return made_once(work / "directions.npz", made)


def known_texts(folder: Path) -> list[str]:
    """The texts that are learnt from here, once each."""
    return list(dict.fromkeys(one.text for one in _known(folder)))


@cache
def _known(folder: Path) -> list[tasks.Item]:
    mine = tasks.own_items(("train",)) + written_items(("train",))
    mine += regraded_items(folder, ("train",))
    items = [one for one in mine if one.grade >= 0 or one.labels]
    counts: Counter[str] = Counter()
    for one in tasks.public_items(folder):
        if one.grade >= 0 or one.labels:
            counts[one.source] += 1
            if counts[one.source] <= MOST_OF_A_SET:
                items.append(one)
    return items


def direction(name: str, items: Sequence[tasks.Item], layers: Floats, learnt: Doubles) -> Doubles:
    """A regression, of unit spread, and some of what the head learnt with the encoder."""
    found = regression(name, items, layers)
    found /= (layers @ found).std()
    share = LEARNT_TONE if name in ("sarcasm", "attitude") else LEARNT
    found[:WIDTH] += share * learnt / (layers[:, :WIDTH] @ learnt).std()
    return found


def _axes(items: Sequence[tasks.Item], layers: Floats, shared: Doubles) -> dict[str, Doubles]:
    """Hot and displeased, each by the steps of its own; both lean towards what they share."""
    found = {}
    for axis in AXES:
        own = regression(axis, items, layers)
        found[axis] = own / (layers @ own).std() + SHARED * shared / (layers @ shared).std()
    return found


def regression(name: str, items: Sequence[tasks.Item], layers: Floats) -> Doubles:
    """Ordinal (heat) or logistic regression over the layers, thresholds for each source."""
    steps = {"heat": 4, **dict.fromkeys(AXES, 2)}.get(name, 1)
    if steps > 1:
        of = [i for i, one in enumerate(items) if one.grade >= 0]
        wanted = np.clip([items[i].grade - AXES.get(name, 0) for i in of], 0, steps)
    else:
        of = [i for i, one in enumerate(items) if name in one.labels]
        wanted = np.array([int(items[i].labels[name] > 0.5) for i in of])
    sources = [items[i].source for i in of]
    counts = Counter(sources)
    own = counts[tasks.OWN]
    each = tasks.WRITTEN | tasks.REGRADED | tasks.ANSWERING
    for one in set(counts) & set(tasks.LIMITS):
        each[one] = tasks.LIMITS[one][1] * min(1.0, 1.2 * own / counts[one])
    weights, _ = mixture(
        layers[of],
        wanted,
        numbers(sources),
        np.array([each.get(one, 1.0) for one in sources]),
        steps,
        penalty=np.repeat([TAUGHT, UNTAUGHT], [WIDTH, layers.shape[1] - WIDTH]),
        least=[None] * layers.shape[1],
        rounds=ROUNDS,
    )
    return weights
