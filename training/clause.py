"""Displeasure that one sentence of a letter says, and how much it counts beside the whole.

A letter of thanks with "schade, dass man immer nachfragen muss" in it reads friendly as a whole.
Its sentences are read where they stand, out of the same run; which of them says it nobody marked.
"""

from pathlib import Path

import numpy as np

from heard.judgement.encoder import Encoder
from heard.judgement.features import features
from heard.judgement.weights import Clause, Weights

from .figures import auc
from .heads import CALM_COUNTS
from .mixing import ridge_logistic
from .reading import sentences_in_place
from .setting import OLDER, setting_heat
from .shares import Doubles
from .spots import spot
from .steps import made_once
from .tasks import OWN, WRITTEN, own_items
from .written import written_items

# The sources in which a partner writes to us. Passengers have even odds of their own.
LETTERS = (OWN, OLDER, "ladders", "letters", "restated", "customers")
APART = "customers"
CALM = 1
PENALTY = np.array([0.1, 0.1, 0.01, 0.01])


def fit_clause(folder: Path, work: Path, trained: Weights) -> Clause:
    """The direction, learnt from the train part and kept in `work`, and its mixture."""
    toward = _direction(work, trained.encoder)
    items = [one for one in setting_heat(folder) if one.source in LETTERS]
    texts = [one.text for one in items]
    clearest = [float((rows @ toward).max()) for rows in sentences_in_place(texts, trained.encoder)]
    layers = trained.encoder.layers(texts)
    uneasy = [
        trained.unease.score(row, features(text, "heat"))
        for row, text in zip(layers, texts, strict=True)
    ]
    grade = np.array([one.grade for one in items])
    truth = grade > CALM
    each = np.array([WRITTEN.get(one.source, 1.0) for one in items])
    each *= np.where(truth, 1.0, CALM_COUNTS)
    apart = [float(one.source == APART) for one in items]
    columns = np.column_stack([uneasy, clearest, np.ones(len(items)), apart])
    limits = [(0.0, None), (0.0, None), (None, None), (None, None)]
    mix = ridge_logistic(columns, truth, each, PENALTY, limits)[:3]
    near = (grade == CALM) | (grade == CALM + 1)
    alone, both = (auc(odds[near], truth[near]) for odds in (columns[:, 0], columns[:, :3] @ mix))
    print(f"  clause    n {len(items)}  {np.round(mix, 2)}  grade 1 or 2 {alone:.3f} -> {both:.3f}")
    return Clause(toward.astype(np.float32), mix.astype(np.float32))


def _direction(work: Path, reader: Encoder) -> Doubles:
    def made() -> dict[str, Doubles]:
        mine = own_items(("train",)) + written_items(("train",))
        letters = [one for one in mine if one.grade >= 0 and one.source in LETTERS]
        rows = sentences_in_place([one.text for one in letters], reader)
        return {"displeased": spot(rows, [one.grade > CALM for one in letters])}

    return made_once(work / "clause.npz", made)["displeased"]
