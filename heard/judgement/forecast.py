"""Will their next message be hot? From the course of this conversation, and from nothing else."""

from collections.abc import Sequence

import numpy as np

from .features import Floats, features
from .heat import sigmoid
from .weights import Weights

FEATURES = (
    "bias",
    "heat_now",
    "heat_before",
    "rising",
    "hottest",
    "their_turns",
    "unanswered",
    "we_answered",
    "our_attitude",
    "our_warmth",
    "our_promise",
    "our_no",
)
LAST = 12


def forecast(course: Sequence[tuple[str, float]], ours: str | None, trained: Weights) -> float:
    """The probability that the next message of theirs is hot.

    `course` holds (side, heat in log-odds) of the last turns, oldest first, 0.0 for ours; `ours`
    is the text of our latest answer where the last turn is ours, else None.
    """
    return sigmoid(float(row(course, ours, trained) @ trained.forecast))


def row(course: Sequence[tuple[str, float]], ours: str | None, trained: Weights) -> Floats:
    """The features of `forecast`, in the order of FEATURES; heat counts from where hot begins."""
    hot_from = float(trained.thresholds[2])
    theirs = [(value - hot_from) / 4.0 for side, value in course if side == "them"]
    now = theirs[-1] if theirs else -1.0
    before = theirs[-2] if len(theirs) > 1 else now
    unanswered = 0
    for side, _ in reversed(course):
        if side == "us":
            break
        unanswered += 1
    tone = dict.fromkeys(("attitude", "warmth", "promise", "no"), 0.0)
    if ours is not None:
        read = features(ours, "draft")
        tone = {head: sigmoid(trained.heads[head].score(read)) for head in tone}
    values = [
        1.0,
        now,
        before,
        max(-1.0, min(1.0, now - before)),
        max(theirs, default=now),
        float(np.log1p(len(theirs))),
        float(np.log1p(max(0, unanswered - 1))),
        float(ours is not None),
        *tone.values(),
    ]
    return np.array(values, dtype=np.float32)
