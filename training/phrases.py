"""The linear part of the heads: phrases and character n-grams, fitted on the training part."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from heard.judgement.weights import HEADS

from .fitting import columns, fit, matrix, signs
from .regraded import regraded_items
from .shares import importance, kept_linear, numbers
from .sources import OWN, Example, graded, toned
from .tasks import Item, own_items
from .written import written_items

Stored = dict[str, NDArray[np.generic]]

HEAT_PENALTIES = (0.2, 0.02)
HEAD_PENALTIES = (0.3, 0.03)
# The share of phrases overlooked in the second copy of each text: the lists were made with the
# older part of the corpus in view; on letters of strangers they know fewer phrases.
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
# Phrases that may only speak against a reading.
AGAINST = {"no": ("reassuring",), "severs": ("reassuring",), "promise": ("hedged",)}


def phrase_models(folder: Path, stored: Stored) -> None:
    """Stores the linear models of heat and of each label; none has seen what is held back."""
    stored |= {"heat.columns": columns("heat"), "draft.columns": columns("draft")}
    mine = own_items(("train",)) + written_items(("train",))
    mine += regraded_items(folder, ("train",))
    _heat(folder, mine, stored)
    _labels(folder, mine, stored)


def _public(found: Sequence[Example]) -> list[Example]:
    return [one for one in found if one.part == "train"]


def _examples(items: Sequence[Item]) -> list[Example]:
    return [
        Example(
            one.text,
            one.source,
            str(number),
            one.language,
            grade=one.grade,
            labels=frozenset(name for name, value in one.labels.items() if value > 0.5),
            known=frozenset(one.labels),
        )
        for number, one in enumerate(items)
    ]


def _heat(folder: Path, items: Sequence[Item], stored: Stored) -> None:
    own = _examples([one for one in items if one.grade >= 0])
    public = _public(graded(folder))
    texts = [one.text for one in own]
    once, again = matrix(texts, "heat"), matrix(texts, "heat", UNKNOWN)
    examples = [*own, *own, *public]
    sources = [one.source for one in examples]
    weights = fit(
        vstack([once, again, matrix([one.text for one in public], "heat")], format="csr"),
        np.array([one.grade for one in examples]),
        numbers(sources),
        0.5 * importance(sources, 2 * len(own)),
        steps=4,
        penalties=HEAT_PENALTIES,
        signs=signs("heat", RAISING, LOWERING),
    )
    kept_linear("heat", weights, stored)


def _labels(folder: Path, items: Sequence[Item], stored: Stored) -> None:
    labelled = _examples([one for one in items if one.labels])
    own = [one for one in labelled if one.source == OWN]
    known = [*own, *joined(own)]
    letters = len(known)
    known += [one for one in labelled if one.source != OWN] + _public(toned(folder))
    inputs = matrix([one.text for one in known], "draft")
    for head in HEADS:
        of = [index for index, one in enumerate(known) if head in one.known]
        examples = [known[index] for index in of]
        sources = [one.source for one in examples]
        weights = fit(
            inputs[of],
            np.array([int(head in one.labels) for one in examples]),
            numbers(sources),
            importance(sources, letters),
            steps=1,
            penalties=HEAD_PENALTIES,
            signs=signs("draft", [head], AGAINST.get(head, ())),
            rounds=80,
        )
        kept_linear(head, weights, stored)


def joined(own: Sequence[Example]) -> list[Example]:
    """Longer drafts from drafts of one language: they do what their parts do."""
    chance = random.Random(100)
    found = []
    for language in ("de", "en"):
        part = [one for one in own if one.language == language]
        for one in part:
            others = chance.sample(part, 2)[: chance.choice((1, 2))]
            texts = [one.text, *(other.text for other in others)]
            chance.shuffle(texts)
            labels = one.labels.union(*(other.labels for other in others))
            text = " ".join(texts)
            known = one.known.intersection(*(other.known for other in others)) | labels
            found.append(Example(text, OWN, one.group, language, labels=labels, known=known))
    return found
