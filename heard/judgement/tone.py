"""The tone of a draft and what it does, with the spots that carry them."""

from collections.abc import Sequence

import numpy as np

from .asked import as_one, hangs
from .cues import phrasebook
from .features import features
from .heat import sigmoid
from .sentences import sentences
from .tokens import tokens
from .values import Answer, Mark, Tone
from .weights import Weights

MARKED = ("sarcasm", "attitude", "yes", "no", "promise", "severs")
MOST_SENTENCES, LAST_SENTENCES = 40, 10
_CLEAR = 0.45
_NEAR = 1.0
NOTHING = 0.0


def read_draft(
    own: str, trained: Weights | None, asked: str = ""
) -> tuple[Tone, Answer, tuple[Mark, ...]]:
    """Tone, answer and marks of a draft; `asked` is what it answers (both folded to own words)."""
    if trained is None:
        return Tone(None, None, None), Answer(None, None, None, None), ()
    if not tokens(" ".join(own.split())[:5000]):
        return Tone(*[NOTHING] * 3), Answer(*[NOTHING] * 4), ()
    chance = {name: round(value, 4) for name, value in chances(own, trained, asked).items()}
    tone = Tone(chance["sarcasm"], chance["attitude"], chance["warmth"])
    answer = Answer(chance["yes"], chance["no"], chance["promise"], chance["severs"])
    clear = [name for name in MARKED if chance[name] >= _CLEAR]
    return tone, answer, _marks(own, clear, trained)


def chances(own: str, trained: Weights, asked: str = "") -> dict[str, float]:
    """The probability of each label for a text of ours."""
    return {name: sigmoid(value) for name, value in scores(own, trained, asked).items()}


def scores(own: str, trained: Weights, asked: str = "") -> dict[str, float]:
    """Their log-odds; a yes and a no in view of what was asked, where that is known."""
    layers, read = trained.encoder.layers([own])[0], features(own, "draft")
    parts = trained.encoder.layers([own[start:end] for start, end in parts_of(own)])
    found = {name: head.score(layers, read, parts) for name, head in trained.heads.items()}
    if hangs(asked, own):
        meant = trained.encoder.layers([as_one(asked, own)])[0]
        found |= {name: one.score(found[name], meant) for name, one in trained.granting.items()}
    return found


def at_a_glance(own: str, trained: Weights) -> dict[str, float]:
    """The log-odds by the text as a whole, without its sentences, which are what takes time."""
    layers, read = trained.encoder.layers([own])[0], features(own, "draft")
    return {name: head.score(layers, read) for name, head in trained.heads.items()}


def parts_of(own: str) -> list[tuple[int, int]]:
    """Sentences of a draft; of a very long one the first and the last, where a no may stand."""
    found = sentences(own)
    if len(found) <= MOST_SENTENCES:
        return found
    return found[: MOST_SENTENCES - LAST_SENTENCES] + found[-LAST_SENTENCES:]


def _marks(own: str, names: Sequence[str], trained: Weights) -> tuple[Mark, ...]:
    """For each clear reading the sentences that read so by themselves, in the order of the text."""
    if not names:
        return ()
    parts = parts_of(own)
    layers = trained.encoder.layers([own[start:end] for start, end in parts])
    read = [features(own[start:end], "draft") for start, end in parts]
    marks: list[Mark] = []
    for name in names:
        head = trained.heads[name]
        found = [head.score(*both) for both in zip(layers, read, strict=True)]
        most = max(found, default=-np.inf)
        for (start, end), score in zip(parts, found, strict=True):
            if score >= most or (score > 0.0 and score >= most - _NEAR):
                marks.append(_narrowed(own, start, end, name))
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.label)))


def _narrowed(own: str, start: int, end: int, name: str) -> Mark:
    """The phrase inside the sentence where one is known, else the sentence."""
    words = tokens(own[start:end])
    cues = [cue for cue in phrasebook("draft").find(words) if cue.label == name]
    if not cues or name in ("promise", "yes"):
        return Mark(start, end, name)
    first, last = words[cues[0].first], words[cues[-1].last - 1]
    return Mark(start + first.start, start + last.end, name)
