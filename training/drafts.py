"""The models of a draft: its tone and what it does, fitted on the own drafts and tone sets."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from heard.judgement.weights import HEADS, Linear

from .figures import auc, calibration_error, f1
from .fitting import Fitted, calibrated, fit, matrix, signs
from .shares import FOLDS, Doubles, Integers, held_places, importance, kept_linear, numbers
from .sources import OWN, Example, own_drafts, toned

HEAD_PENALTIES = (0.3, 0.03)
# Phrases that may only speak against a reading.
AGAINST = {"no": ("reassuring",), "severs": ("reassuring",), "promise": ("hedged",)}


def train_heads(folder: Path, stored: dict[str, NDArray[np.generic]]) -> dict[str, Linear]:
    """One binary model each for sarcasm, attitude, warmth, yes, no, promise, severs."""
    own, public = own_drafts(HEADS), toned(folder)
    folds = held_places([one.group for one in own])
    longer = [joined(own, folds, number) for number in range(FOLDS)]
    mine = matrix([one.text for one in own], "draft")
    theirs = matrix([one.text for one in public], "draft")
    joins = [matrix([one.text for one in part], "draft") for part in longer]
    print(f"\ntone and answer: {len(own)} own drafts, {len(public)} public texts")
    print("held out (own drafts)  n+   AUC de  AUC en  F1 de  F1 en  ECE")
    heads: dict[str, Linear] = {}
    for head in HEADS:
        of = [index for index, one in enumerate(public) if head in one.known]
        others, known = theirs[of], [public[index] for index in of]
        held = np.zeros(len(own))
        for number in range(FOLDS):
            kept = np.flatnonzero(folds != number)
            rest = [i for i in range(FOLDS) if i != number]
            learn = [own[i] for i in kept] + [one for i in rest for one in longer[i]]
            given = vstack([mine[kept], *(joins[i] for i in rest)], format="csr")
            model = _fit_head(head, learn, known, given, others)
            held[folds == number] = model.scores(mine[folds == number])
        truth = np.array([head in one.labels for one in own])
        slope, cuts = calibrated(held, truth.astype(np.int64), 1)
        _print_head(head, own, held, truth, folds)
        learn = [*own, *(one for part in longer for one in part)]
        model = _fit_head(head, learn, known, vstack([mine, *joins], format="csr"), others)
        heads[head] = kept_linear(head, model, slope, -float(cuts[0]), stored)
    return heads


def joined(own: Sequence[Example], folds: Integers, number: int) -> list[Example]:
    """Longer drafts from drafts of one fold and language: they do what their parts do."""
    chance = random.Random(100 + number)
    found = []
    for language in ("de", "en"):
        part = [one for i, one in enumerate(own) if folds[i] == number and one.language == language]
        for one in part:
            others = chance.sample(part, 2)[: chance.choice((1, 2))]
            texts = [one.text, *(other.text for other in others)]
            chance.shuffle(texts)
            labels = one.labels.union(*(other.labels for other in others))
            text = " ".join(texts)
            found.append(Example(text, OWN, one.group, language, labels=labels, known=one.known))
    return found


def _fit_head(
    head: str,
    own: Sequence[Example],
    public: Sequence[Example],
    mine: csr_matrix,
    theirs: csr_matrix,
) -> Fitted:
    examples = [*own, *public]
    sources = [one.source for one in examples]
    return fit(
        vstack([mine, theirs], format="csr") if public else mine,
        np.array([int(head in one.labels) for one in examples]),
        numbers(sources),
        importance(sources, len(own)),
        steps=1,
        penalties=HEAD_PENALTIES,
        signs=signs("draft", [head], AGAINST.get(head, ())),
        rounds=80,
    )


def _print_head(
    head: str, own: Sequence[Example], held: Doubles, truth: NDArray[np.bool_], folds: Integers
) -> None:
    chances = np.zeros(len(own))
    for number in range(FOLDS):
        inside = folds == number
        slope, cuts = calibrated(held[~inside], truth[~inside].astype(np.int64), 1)
        chances[inside] = 1 / (1 + np.exp(-(slope * held[inside] - cuts[0])))
    german = np.array([one.language == "de" for one in own])
    print(
        f"  {head:20s} {truth.sum():3d}  {auc(held[german], truth[german]):.3f}"
        f"   {auc(held[~german], truth[~german]):.3f}"
        f"   {f1(chances[german] > 0.5, truth[german]):.3f}"
        f"  {f1(chances[~german] > 0.5, truth[~german]):.3f}"
        f"  {calibration_error(chances, truth):.3f}"
    )
    for index in np.flatnonzero((chances > 0.5) != truth)[:12]:
        print(f"      {int(truth[index])} {chances[index]:.2f} {own[index].text[:100]}")
