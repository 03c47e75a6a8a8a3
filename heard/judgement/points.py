"""What they want acknowledged: the sentences of their message that carry weight, in their words.

Greetings, thanks, signatures and insults drop out; weight, repetition and consequence stay.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .cues import phrasebook
from .encoder import WIDTH
from .facts import facts
from .folding import own_words
from .markup import SOFT_HYPHEN
from .sentences import sentences
from .stems import STOP
from .tokens import Token, tokens
from .values import Point, Turn
from .weights import Weights

MOST, MOST_SENTENCES = 20, 120
LONGEST = 2000
_LIKELY = -0.7  # one too many is struck by a click, one that is missed is not heard
_HARDLY = -3.0

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
    r"to\s+whom\s+it\s+may\s+concern)\b"
    r"(?P<who>(?:\b(?:Dr|Mr|Mrs|Ms|Prof|Mag|Dipl|Ing|Hr|Fr)\.|[^\n,.!?:;]){0,60})(?:[,!:]|\n)",
    re.I,
)
# What may stand between "Hello" and its comma: names, and words that call somebody.
_NAME = re.compile(r"[^\W\d_a-zäöüß][a-zäöüßéèáóñçšž'’-]*(?:[-'’&]?[^\W\d_]+)*\.?|[&/]")
_CALLED = frozenset(
    "frau herr herrn herren damen und dame kollege kollegen kollegin kolleginnen team alle"
    " allerseits zusammen geehrte geehrter geehrten sehr liebe lieber liebes lieben ihr du euch an"
    " von vom van der den de die da das beim la le am im in bei mr mrs ms miss dr sir sirs madam"
    " madams or and all there everyone everybody folks guys support to the at of from service"
    " customer care whom concern again my".split()
)
_MOST_CALLED = 8
_EDGES = " \t\r\n,;:-–—"
_BEFORE = frozenset(
    "you your ihr ihre ihrem ihren sie a an the der die das den dem so such like of diese dieser"
    " dieses euer eure eurem ihnen ein eine einen einem and und are seid sind is ist were".split()
)


def find_points(turns: Sequence[Turn], trained: Weights | None = None) -> tuple[Point, ...]:
    """The points of their messages since our last one, in order, at most MOST of them.

    Where the last turn is ours, those of the messages it answers. Without weights the rules alone
    decide what carries a concern.
    """
    found = [
        point
        for index in _since_ours(turns)
        for point in _in_turn(index, turns[index].text, trained)
    ]
    if len(found) > MOST:
        heaviest = sorted(range(len(found)), key=lambda i: -found[i].weight)[:MOST]
        found = [found[i] for i in sorted(heaviest)]
    return tuple(found)


def unanswered(turns: Sequence[Turn]) -> list[Turn]:
    """Their messages since our last one; where the last turn is ours, those that it answers."""
    return [turns[index] for index in _since_ours(turns)]


def asked_in(turns: Sequence[Turn]) -> str:
    """What they wrote since our last message as one text, without greetings."""
    return "\n\n".join(without_greeting(own_words(turn.text)) for turn in unanswered(turns))


def _since_ours(turns: Sequence[Turn]) -> range:
    last = max((i for i, turn in enumerate(turns) if turn.side == "them"), default=None)
    if last is None:
        return range(0)
    first = last
    while first > 0 and turns[first - 1].side == "them" and last - first < MOST:
        first -= 1
    return range(first, last + 1)


def given_points(texts: Sequence[str]) -> tuple[Point, ...]:
    """Points as a person has edited them: kept as they are, weighed like found ones."""
    return tuple(
        Point(text, None, None, None, weight=_weight(tokens(text[:LONGEST]))) for text in texts
    )


def _in_turn(index: int, text: str, trained: Weights | None) -> list[Point]:
    own = without_greeting(own_words(text))
    spans = sentences(own)[:MOST_SENTENCES]
    carried = _carried([own[start:end] for start, end in spans], trained)
    found: list[Point] = []
    for (start, end), carries in zip(spans, carried, strict=True):
        if not carries:
            continue
        words = tokens(own[start:end])
        said = _without_abuse(own[start:end], words)
        if said:
            found.append(Point(said, index, start, end, weight=_weight(words)))
    return found


def without_greeting(own: str) -> str:
    """The text with a greeting at its beginning blanked; same length, same positions."""
    greeting = _GREETING.match(own)
    if greeting is None:
        return own
    formal = greeting.group().lower().split()[0] in ("dear", "sehr")
    if not formal and not _calls(greeting["who"].split()):
        return own
    return " " * greeting.end() + own[greeting.end() :]


def _greets(text: str) -> bool:
    """A sentence that is nothing but a greeting."""
    return not without_greeting(f"{text.rstrip(_EDGES + '.!?')}\n").strip()


def _calls(who: Sequence[str]) -> bool:
    """Names and "Damen und Herren", not a sentence that begins with Hello; one name may be small,
    as in "hi jenny"."""
    other = [word for word in who if word.lower().strip(".'’\"„“”«»") not in _CALLED]
    small = [word for word in other if not _NAME.fullmatch(word) or word[:4].isupper()]
    return len(who) <= _MOST_CALLED and len(other) <= 4 and len(small) <= 1


def _carried(said: Sequence[str], trained: Weights | None) -> list[bool]:
    """Which sentences carry a point: by the rules, and by their meaning where there are weights.

    If none does, the likeliest one that says anything is taken: whoever writes wants something.
    """
    ruled = [carries_a_point(text, tokens(text)) for text in said]
    if trained is None or not said:
        return ruled
    chances = point_odds(said, ruled, trained)
    chosen = [chance > _LIKELY for chance in chances]
    if not any(chosen):
        best = max(range(len(said)), key=lambda i: chances[i])
        words = tokens(said[best])
        manners = "courtesy" in _labels(words, "points") or _greets(said[best])
        chosen[best] = _content(words) >= 2 and not manners and chances[best] > _HARDLY
    return chosen


def point_odds(said: Sequence[str], ruled: Sequence[bool], trained: Weights) -> list[float]:
    """The log-odds of each sentence to be a point; `point` holds direction, bias and mixture."""
    vectors = trained.encoder.vectors(said)
    meant = vectors @ trained.point[:WIDTH] + trained.point[WIDTH]
    mix = trained.point[WIDTH + 1 :]
    return [
        float(np.array(point_measures(one, text, rule), dtype=np.float32) @ mix)
        for one, text, rule in zip(meant, said, ruled, strict=True)
    ]


def point_measures(meant: float, text: str, ruled: bool) -> tuple[float, ...]:
    content = min(_content(tokens(text)), 12) / 12
    return (float(meant), float(ruled), content, 1.0)


def _content(words: Sequence[Token]) -> int:
    return sum(token.word not in STOP and len(token.word) > 1 for token in words)


def _labels(words: Sequence[Token], book: str) -> set[str]:
    return {cue.label for cue in phrasebook(book).find(words)}


def carries_a_point(text: str, words: Sequence[Token]) -> bool:
    """Whether a sentence says something that wants to be acknowledged."""
    content = _content(words)
    if not words or content == 0:
        return False
    heavy = _labels(words, "heat") & WEIGHTY.keys()
    manners = _labels(words, "points")
    if "courtesy" in manners and not heavy & {"threat", "leaving", "failure", "damage"}:
        return content >= 8 and bool(heavy)
    if _greets(text):
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
    said = re.sub(r"\s+", " ", (said + text[position:]).replace(SOFT_HYPHEN, ""))
    said = re.sub(r"\s+([,.;:!?])", r"\1", said)
    said = re.sub(r"[,;:](?=[,.;:!?])", "", said).strip(_EDGES)
    said = re.sub(r"([!?])[!?]+", r"\1", said)
    return said if _content(tokens(said)) >= (2 if cuts else 1) else ""
