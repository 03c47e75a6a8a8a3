"""What the fits have in common: how much each set counts, and how a model is kept."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heard.judgement.features import BUCKETS

from .sources import OWN
from .tasks import REGRADED, WRITTEN

Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]

# Each public set as a whole weighs as much as this share of the own corpus.
SHARES = {
    "gh": 0.5,
    "goemotions": 0.4,
    "germeval": 0.3,
    "gahd": 0.1,
    "acts": 0.2,
    "politeness": 0.15,
    "isarcasm": 0.4,
    "receptive": 0.4,
    "bargain": 0.2,
}


def importance(sources: Sequence[str], own: int) -> Doubles:
    """What each example weighs: letters of ours 1, our other texts less, a public set as a whole
    its share of the own corpus."""
    counts = Counter(sources)
    each = {OWN: 1.0, **WRITTEN, **REGRADED}
    each |= {name: SHARES[name] * own / counts[name] for name in counts if name in SHARES}
    return np.array([each[name] for name in sources])


def numbers(sources: Sequence[str]) -> Integers:
    """The sources as numbers; the own corpus is 0."""
    names = [OWN, *sorted(set(sources) - {OWN})]
    return np.array([names.index(name) for name in sources])


def kept_linear(name: str, weights: Doubles, stored: dict[str, NDArray[np.generic]]) -> None:
    """Puts the weights over hashed part and row among what is stored."""
    grams, row = weights[:BUCKETS].astype(np.float16), weights[BUCKETS:].astype(np.float32)
    stored |= {f"{name}.grams": grams, f"{name}.row": row}
