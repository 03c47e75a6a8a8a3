"""What they want acknowledged: the sentences of their message that carry weight, in their words.

Greetings, thanks, signatures and insults drop out; weight, repetition and consequence stay.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .cues import phrasebook
from .facts import facts
from .folding import own_words
from .sentences import sentences
from .stems import STOP
from .tokens import Token, tokens
from .values import Point, Turn

MOST = 20
LONGEST = 2000

# What makes a sentence a point, and how much it then counts.
WEIGHTY = {
    "threat": 0.5,
    "leaving": 0.5,
    "damage": 0.6,
    "failure": 0.5,
    "demand": 0.4,
    "deadline": 0.3,
    "ultimatum": 0.4,
    "repetition": 0.4,
    "displeasure": 0.1,
}
_GREETING = re.compile(
    r"\s*(?:sehr\s+geehrte\w*|liebe[rs]?|werte[rs]?|guten\s+(?:tag|morgen|abend)|hallo|servus|moin|"
    r"gr(?:ü|ue)(?:ß|ss)\s+gott|gr(?:ü|ue)ezi|dear|hello|hi|hey|good\s+(?:morning|afternoon|evening)|"
    r"to\s+whom\s+it\s+may\s+concern)\b[^\n,.!?:;]{0,60}(?:[,!:]|\n)",
    re.I,
)
_EDGES = " \t\r\n,;:-–—"
_BEFORE = frozenset(
    "you your ihr ihre ihrem ihren sie a an the der die das den dem so such like of diese dieser"
    " dieses euer eure eurem ihnen ein eine einen einem and und are seid sind is ist were".split()
)


def find_points(turns: Sequence[Turn]) -> tuple[Point, ...]:
    """The points of their messages since our last one, in order, at most MOST of them.

    Where the last turn is ours, those of the messages it answers.
    """
    last = max((i for i, turn in enumerate(turns) if turn.side == "them"), default=None)
    if last is None:
        return ()
    first = last
    while first > 0 and turns[first - 1].side == "them" and last - first < MOST:
        first -= 1
    found = [
        point for index in range(first, last + 1) for point in _in_turn(index, turns[index].text)
    ]
    if len(found) > MOST:
        least = sorted((point.weight for point in found), reverse=True)[MOST - 1]
        found = [point for point in found if point.weight >= least][:MOST]
    return tuple(found)


def given_points(texts: Sequence[str]) -> tuple[Point, ...]:
    """Points as a person has edited them: kept as they are, weighed like found ones."""
    return tuple(
        Point(text, None, None, None, weight=_weight(tokens(text[:LONGEST]))) for text in texts
    )


def _in_turn(index: int, text: str) -> list[Point]:
    own = own_words(text)
    greeting = _GREETING.match(own)
    if greeting:
        own = " " * greeting.end() + own[greeting.end() :]
    found: list[Point] = []
    for start, end in sentences(own):
        words = tokens(own[start:end])
        if not _carries(own[start:end], words):
            continue
        said = _without_abuse(own[start:end], words)
        if said:
            found.append(Point(said, index, start, end, weight=_weight(words)))
    return found


def _content(words: Sequence[Token]) -> int:
    return sum(token.word not in STOP and len(token.word) > 1 for token in words)


def _labels(words: Sequence[Token], book: str) -> set[str]:
    return {cue.label for cue in phrasebook(book).find(words)}


def _carries(text: str, words: Sequence[Token]) -> bool:
    """Whether a sentence says something that wants to be acknowledged."""
    content = _content(words)
    if not words or content == 0:
        return False
    heavy = _labels(words, "heat") & WEIGHTY.keys()
    manners = _labels(words, "points")
    if "courtesy" in manners and not heavy & {"threat", "leaving", "failure", "damage"}:
        return content >= 8 and bool(heavy)
    if "greeting" in manners and len(words) <= 6:
        return False
    left = content - 2 * len([c for c in phrasebook("points").find(words) if c.label == "abuse"])
    if left <= 1 and not (heavy and left > 0):
        return False
    asks = "?" in text
    counts = bool(facts(text))
    return content >= 3 or bool(heavy) or ((asks or counts) and content >= 2)


def _weight(words: Sequence[Token]) -> float:
    heavy = _labels(words, "heat")
    weight = 1.0 + sum(extra for label, extra in WEIGHTY.items() if label in heavy)
    return round(min(weight, 2.5), 2)


@dataclass
class _Cut:
    start: int
    end: int


def _without_abuse(text: str, words: Sequence[Token]) -> str:
    """The sentence as they wrote it, less the words that only hurt; empty if nothing is left."""
    cuts: list[_Cut] = []
    for cue in phrasebook("points").find(words):
        if cue.label != "abuse":
            continue
        first = cue.first
        lone = cue.last >= len(words) or text[words[cue.last - 1].end :].lstrip()[:1] in ",;.!?…"
        while lone and first > 0 and words[first - 1].word in _BEFORE:
            first -= 1
        cuts.append(_Cut(words[first].start, words[cue.last - 1].end))
    said, position = "", 0
    for cut in cuts:
        if cut.end > position:
            said += text[position : max(position, cut.start)]
            position = cut.end
    said = re.sub(r"\s+", " ", said + text[position:])
    said = re.sub(r"\s+([,.;:!?])", r"\1", said)
    said = re.sub(r"[,;:](?=[,.;:!?])", "", said).strip(_EDGES)
    said = re.sub(r"([!?])[!?]+", r"\1", said)
    return said if _content(tokens(said)) >= (2 if cuts else 1) else ""
