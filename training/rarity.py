"""How much a word tells apart, counted over the sentences of all texts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from heard.judgement.sentences import sentences
from heard.judgement.stems import stems
from heard.judgement.stretches import idf_bucket
from heard.judgement.tokens import tokens
from heard.judgement.weights import HEADS, IDF_BUCKETS

from . import older
from .shares import Doubles
from .sources import graded


def idf_table(folder: Path) -> Doubles:
    """How telling each stem is: rare in sentences of business and of the public texts alike."""
    business = [one.text for one in older.messages()] + [one.text for one in older.drafts(HEADS)]
    business += [turn[1] for thread in older.threads() for turn in thread.turns]
    public = [
        one.text
        for one in graded(folder)
        if one.source in ("gh", "germeval", "politeness") and one.part != "test"
    ]
    often = np.maximum(_shares(business), _shares(public))
    values = np.clip(np.log(1.0 / np.maximum(often, 1e-4)) / 3.0, 0.3, 3.0)
    return np.asarray(values, dtype=np.float64)


def _shares(texts: Sequence[str]) -> Doubles:
    counts, total = np.zeros(IDF_BUCKETS), 0
    for text in texts:
        for start, end in sentences(text[:4000]):
            total += 1
            found = {idf_bucket(one.text) for one in stems(tokens(text[start:end]))}
            counts[list(found)] += 1
    return counts / max(total, 1)
