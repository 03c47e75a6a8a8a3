"""The tone of a draft and what it does: small linear models, with the spots that carry them."""

from .cues import phrasebook
from .features import Features, features
from .heat import AROUND, sigmoid
from .sentences import sentences
from .tokens import tokens
from .values import Answer, Mark, Tone
from .weights import Weights

MARKED = ("sarcasm", "attitude", "yes", "no", "promise", "severs")
_MOST_SENTENCES = 40
_CLEAR = 0.5


def read_draft(own: str, trained: Weights | None) -> tuple[Tone, Answer, tuple[Mark, ...]]:
    """Tone, answer and marks of a draft (already folded to its own words)."""
    if trained is None:
        return Tone(None, None, None), Answer(None, None, None, None), ()
    if not tokens(own[:5000]):
        return Tone(0.0, 0.0, 0.0), Answer(0.0, 0.0, 0.0, 0.0), ()
    read = features(own, "draft")
    chance = {name: round(sigmoid(head.score(read)), 4) for name, head in trained.heads.items()}
    tone = Tone(chance["sarcasm"], chance["attitude"], chance["warmth"])
    answer = Answer(chance["yes"], chance["no"], chance["promise"], chance["severs"])
    clear = [name for name in MARKED if chance[name] >= _CLEAR]
    return tone, answer, _marks(own, clear, trained)


def _marks(own: str, names: list[str], trained: Weights) -> tuple[Mark, ...]:
    """For each clear reading the sentences whose absence weakens it most."""
    if not names:
        return ()
    parts = sentences(own)[:_MOST_SENTENCES]
    pairs = [_with_and_without(own, start, end) for start, end in parts]
    marks: list[Mark] = []
    for name in names:
        head = trained.heads[name]
        drops = [head.score(whole) - head.score(rest) for whole, rest in pairs]
        most = max(drops, default=0.0)
        for (start, end), drop in zip(parts, drops, strict=True):
            if len(parts) == 1 or (most > 0 and drop >= max(0.3, 0.6 * most)):
                marks.append(_narrowed(own, start, end, name))
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.label)))


def _with_and_without(own: str, start: int, end: int) -> tuple[Features, Features]:
    first, last = max(0, start - AROUND), end + AROUND
    rest = own[first:start] + " " + own[end:last]
    return features(own[first:last], "draft"), features(rest, "draft")


def _narrowed(own: str, start: int, end: int, name: str) -> Mark:
    """The phrase inside the sentence where one is known, else the sentence."""
    words = tokens(own[start:end])
    cues = [cue for cue in phrasebook("draft").find(words) if cue.label == name]
    if not cues or name in ("promise", "yes"):
        return Mark(start, end, name)
    first, last = words[cues[0].first], words[cues[-1].last - 1]
    return Mark(start + first.start, start + last.end, name)
