"""What a yes and a no are in view of what was asked.

A direction of its own is learnt for each in message and answer as one text; how much it counts
beside the answer alone is fitted on the setting part.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from heard.judgement.encoder import Encoder
from heard.judgement.folding import own_words
from heard.judgement.tone import scores
from heard.judgement.weights import HANGING, Granting, Weights

from .asked import asked_items, replies
from .directions import direction
from .learnt import Learnt
from .mixing import ridge_logistic
from .shares import Doubles
from .steps import made_once
from .tasks import Item

# Sources with even odds of their own: they were written to be told by the message alone, or for
# another question.
APART = ("several asked", "letters asked")
# How much they say about the mixture: where the answer alone tells nothing, it would count nothing.
COUNTS = {"several asked": 0.1, "letters asked": 0.7}
PENALTY = np.array([0.3, 0.3, *[0.01] * (1 + len(APART))])


def fit_granting(work: Path, learnt: Learnt, trained: Weights) -> dict[str, Granting]:
    """The directions and how much they count; the directions are kept in `work`."""
    toward = _directions(work, learnt, trained.encoder)
    known = replies("setting")
    both = trained.encoder.layers([one.item.text for one in known])
    alone = [scores(own_words(one.answer), trained) for one in known]
    found = {}
    for name, one in toward.items():
        of = [i for i, reply in enumerate(known) if name in reply.labels]
        truth = np.array([known[i].labels[name] > 0.5 for i in of])
        each = np.array([COUNTS.get(known[i].source, 1.0) for i in of])
        columns = [np.array([alone[i][name] for i in of]), both[of] @ one, np.ones(len(of))]
        columns += [np.array([float(known[i].source == apart) for i in of]) for apart in APART]
        limits = [(0.0, None), (0.0, None), *[(None, None)] * (1 + len(APART))]
        mix = ridge_logistic(np.column_stack(columns), truth, each, PENALTY, limits)[:3]
        print(f"  {name:4s} asked  n {len(of):4d}  alone, in view of what was asked {mix.round(2)}")
        found[name] = Granting(one.astype(np.float32), mix.astype(np.float32))
    return found


def _directions(work: Path, learnt: Learnt, reader: Encoder) -> dict[str, Doubles]:
    def made() -> dict[str, Doubles]:
        items: Sequence[Item] = asked_items("train")
        layers = reader.layers([one.text for one in items])
        layers -= layers.mean(axis=0)
        return {name: direction(name, items, layers, learnt.heads[name]) for name in HANGING}

    return made_once(work / "granting.npz", made)
