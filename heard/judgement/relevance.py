"""Does a draft speak of this message at all, or of another one?

The share of the points alone cannot tell: two letters about a late delivery have much in common.
Here message and draft are held against each other as wholes, and the draft against the stretch of
the message that lies nearest to it, in a space where no direction of meaning outweighs the others.
"""

import numpy as np

from .encoder import WIDTH
from .features import Floats
from .heat import sigmoid
from .sentences import sentences
from .weights import Weights

MOST_SENTENCES = 40
LONGEST = 3
# What is left of being heard where the draft is about the message and restates none of its points.
ABOUT_ALONE = 0.3


def heard(share: float, message: str, draft: str, trained: Weights | None) -> float:
    """The share of the points that is restated, drawn down where the draft is about other things.

    `message` and `draft` are folded to their own words.
    """
    if trained is None or not message.strip() or not draft.strip():
        return share
    told = float(np.array(nearness(message, draft, trained)) @ trained.relevance)
    return round((ABOUT_ALONE + (1.0 - ABOUT_ALONE) * share) * sigmoid(told), 4)


def nearness(message: str, draft: str, trained: Weights) -> tuple[float, float, float]:
    """How near they are as wholes, how near the nearest stretch of the message; a constant."""
    parts = [message[start:end] for start, end in sentences(message)[:MOST_SENTENCES]]
    spread = _spread(trained.encoder.vectors([message, draft, *parts]), trained)
    both = _units(spread[:2])
    near = _units(_stretches(spread[2:] if parts else spread[:1])) @ both[1]
    return float(both[0] @ both[1]), float(near.max()), 1.0


def _stretches(vectors: Floats) -> Floats:
    """The means of one to three neighbouring sentences."""
    return np.stack(
        [
            vectors[first : first + length].mean(axis=0)
            for length in range(1, LONGEST + 1)
            for first in range(len(vectors) - length + 1)
        ]
    )


def _spread(vectors: Floats, trained: Weights) -> Floats:
    # einsum stays on one thread; a product of this size would wake all of them.
    table = trained.spread
    found: Floats = np.einsum("ij,kj->ik", vectors, table[:, :WIDTH]) + table[:, WIDTH]
    return found


def _units(vectors: Floats) -> Floats:
    found: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return found
