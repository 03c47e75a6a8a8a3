"""Whether a draft speaks of this message or of another: the space, and how much nearness counts.

In the learnt space a few directions outweigh all others, so that most texts lie near each other.
They are drawn to nearly like spread first (a whitening by halves, as it does best for sentence
vectors: Su 2021); what nearness then means is fitted on drafts held against other messages.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from heard.judgement.encoder import Encoder
from heard.judgement.folding import own_words
from heard.judgement.relevance import nearness
from heard.judgement.weights import Weights

from .mixing import ridge_logistic
from .shares import Doubles
from .threads import Thread, restated, threads

EVENNESS = 0.6  # 0 leaves the space as it is, 1 gives every direction the same spread
OTHERS = 3
PENALTY = 0.3


@dataclass(frozen=True)
class Held:
    """A draft against a message: its own one or another of the same language."""

    message: str
    draft: str
    own: bool
    source: str
    language: str


def spread(texts: Sequence[str], reader: Encoder) -> NDArray[np.float32]:
    """(WIDTH, WIDTH + 1): the turning and the shift that make the spread of `texts` even."""
    vectors = reader.vectors(texts).astype(np.float64)
    middle = vectors.mean(axis=0)
    sizes, axes = np.linalg.eigh(np.cov((vectors - middle).T))
    table = (axes / np.maximum(sizes, 1e-9) ** (EVENNESS / 2)).T
    return np.column_stack([table, -table @ middle]).astype(np.float32)


def held(found: Sequence[Thread], source: str, *, together: bool = False) -> Iterator[Held]:
    """Each draft that restates a point: its message, and others (`together`: of its session)."""
    chance = random.Random(3)
    messages = {one.name: one.letter for one in found}
    for thread in found:
        others = [
            one
            for one in found
            if one.language == thread.language
            and one.name != thread.name
            and together == bool(thread.session and one.session == thread.session)
        ]
        for draft in thread.drafts:
            own = own_words(draft.text)
            if not draft.covers or not others or not own.strip():
                continue
            yield Held(messages[thread.name], own, True, source, thread.language)
            for other in chance.sample(others, min(OTHERS, len(others))):
                yield Held(messages[other.name], own, False, source, thread.language)


def learning_pairs() -> list[Held]:
    """What the encoder never saw: the setting part of threads, letters and sessions."""
    own, letters, sessions = (
        [one for one in found if one.part == "setting"]
        for found in (threads(), restated("letters"), restated("sessions"))
    )
    found = [*held(own, "threads"), *held(letters, "letters"), *held(sessions, "sessions")]
    return [*found, *held(sessions, "sessions", together=True)]


def measured(found: Sequence[Held], trained: Weights) -> tuple[Doubles, NDArray[np.bool_]]:
    rows = np.array([nearness(one.message, one.draft, trained) for one in found])
    return rows.astype(np.float64), np.array([one.own for one in found])


def fit_relevance(trained: Weights, texts: Sequence[str]) -> Weights:
    """Space and mixture; all sources count the same, own and other messages too."""
    trained = replace(trained, spread=spread(texts, trained.encoder))
    pairs = learning_pairs()
    rows, own = measured(pairs, trained)
    source = np.array([one.source for one in pairs])
    each = np.ones(len(pairs))
    for name in set(source):
        for truth in (True, False):
            of = (source == name) & (own == truth)
            each[of] = 200.0 / of.sum()
    mix = ridge_logistic(rows, own, each, np.array([PENALTY, PENALTY, 0.01]))
    print(f"  relevance n {len(pairs):4d}  whole, nearest {np.round(mix, 2)}")
    return replace(trained, relevance=mix.astype(np.float32))
