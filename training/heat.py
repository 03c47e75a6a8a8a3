"""The ordinal model of heat: fitted with each text held out in turn, calibrated, printed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from heard.judgement.weights import Linear

from .figures import auc, calibration_error, rank_correlation
from .fitting import Fitted, calibrated, fit, matrix, signs
from .shares import FOLDS, Doubles, Integers, held_places, importance, kept_linear, numbers
from .sources import Example, graded, own_messages

HEAT_PENALTIES = (0.2, 0.02)
# Ordinary mail is mostly calm; the corpus is mostly not. Calm texts count more when calibrating.
CALM_COUNTS = 1.35
# The share of phrases overlooked in the second copy of each text.
UNKNOWN = 0.4
# Columns that may only raise the heat, and those that may only lower it.
RAISING = (
    *("threat leaving public deadline ultimatum repetition failure damage demand insult").split(),
    *("outrage displeasure blame sarcasm intensity capitals exclamations questions").split(),
    *("angry_faces kinds_of_heat threat_with_deadline repetition_with_failure").split(),
    *("heat_without_cooling kinds_stirred threat_behind_thanks sarcastic_thanks").split(),
)
LOWERING = (
    *("thanks praise easy business quoted banter happy_faces kinds_of_cooling").split(),
    *("cooling_without_heat quoted_insult unstirred matter legal_matter_only").split(),
    *("friendly_swearing joyful_capitals").split(),
)


def train_heat(
    folder: Path, stored: dict[str, NDArray[np.generic]]
) -> tuple[Linear, NDArray[np.float32], dict[str, float]]:
    """The ordinal model; answers it, its thresholds and the held-out score of each own text."""
    once, public = own_messages(), graded(folder)
    # Each text twice: as it is, and with a part of its phrases overlooked. The lists were made
    # with the corpus in view; on letters of strangers they know fewer phrases than here.
    own = [*once, *once]
    texts = [one.text for one in once]
    mine = vstack([matrix(texts, "heat"), matrix(texts, "heat", UNKNOWN)], format="csr")
    theirs = matrix([one.text for one in public], "heat")
    print(f"heat: {len(once)} own texts, {len(public)} public texts")
    held = np.zeros(len(own))
    folds = held_places([one.group for one in own])
    for number in range(FOLDS):
        kept = np.flatnonzero(folds != number)
        model = _fit_heat([own[i] for i in kept], public, mine[kept], theirs)
        held[folds == number] = model.scores(mine[folds == number])
    grades = np.array([one.grade for one in own])
    full = slice(0, len(once))
    _print_heat(once, held[full], grades[full], folds[full])
    print(f"with {UNKNOWN:.0%} of the phrases overlooked")
    rest = slice(len(once), None)
    _print_heat(once, held[rest], grades[rest], folds[rest])
    slope, cuts = calibrated(held, grades, 4, np.where(grades <= 1, CALM_COUNTS, 1.0))
    model = _fit_heat(own, public, mine, theirs)
    # Training scores spread wider than held-out ones; the slope of the held-out ones is kept.
    thresholds = cuts.astype(np.float32)
    stored["heat.thresholds"] = thresholds
    linear = kept_linear("heat", model, slope, 0.0, stored)
    return linear, thresholds, dict(zip(texts, (slope * held[full]).tolist(), strict=True))


def _fit_heat(
    own: Sequence[Example], public: Sequence[Example], mine: csr_matrix, theirs: csr_matrix
) -> Fitted:
    examples = [*own, *public]
    sources = [one.source for one in examples]
    return fit(
        vstack([mine, theirs], format="csr"),
        np.array([one.grade for one in examples]),
        numbers(sources),
        0.5 * importance(sources, len(own)),
        steps=4,
        penalties=HEAT_PENALTIES,
        signs=signs("heat", RAISING, LOWERING),
    )


def _print_heat(own: Sequence[Example], held: Doubles, grades: Integers, folds: Integers) -> None:
    chances, medians = np.zeros(len(own)), np.zeros(len(own), dtype=np.int64)
    for number in range(FOLDS):
        inside = folds == number
        others = grades[~inside]
        slope, cuts = calibrated(held[~inside], others, 4, np.where(others <= 1, CALM_COUNTS, 1.0))
        margin = slope * held[inside][:, None] - cuts[None, :]
        above = 1 / (1 + np.exp(-margin))
        chances[inside], medians[inside] = above[:, 2], (above > 0.5).sum(axis=1)
    print("held out (own corpus)   n  rank  hot AUC  hot-calm AUC  ECE   word right")
    for language in ("de", "en", "all"):
        of = np.array([language in (one.language, "all") for one in own])
        clear = of & ((grades >= 3) | (grades <= 1))
        word = np.mean(np.maximum(medians[of], 1) == np.maximum(grades[of], 1))
        print(
            f"  {language:20s} {of.sum():4d}  {rank_correlation(held[of], grades[of] * 1.0):.3f}"
            f"  {auc(held[of], grades[of] >= 3):.3f}    {auc(held[clear], grades[clear] >= 3):.3f}"
            f"         {calibration_error(chances[of], grades[of] >= 3):.3f}  {word:.3f}"
        )
    for index in np.argsort(-np.abs(medians - grades), kind="stable")[:25]:
        if abs(medians[index] - grades[index]) > 1:
            text = " ".join(own[index].text.split())[:110]
            print(f"    {grades[index]} read as {medians[index]} ({chances[index]:.2f}) {text}")
