"""A found phrase as it is shown: to the end of what it is the beginning of.

The phrases are as short as they can be found ("seit drei", „niemand meldet“). Shown to a person
they go on to the noun, or to the end of their clause where that is near.
"""

from collections.abc import Sequence

from .stems import STOP
from .tokens import Token, fold

MOST = 4  # words beyond the phrase
# What cannot be the last word of anything a person would point at
_OPEN = (STOP - {"mal"}) | frozenset(
    fold(
        "one two three four five six seven eight nine ten zwei drei vier fünf sechs sieben acht "
        "neun zehn nobody nothing never ever every single another other your anyone nunmehr "
        "niemand nichts nie weder wieder endlich überhaupt völlig completely total complete "
        "einziger einzige einziges anderen andere erwarte erwarten expect keep always angeblich"
    ).split()
)
_BELONGS = frozenset(fold("sich mich zurück ran dran back").split())
_CLAUSE = frozenset(
    fold(
        "und oder aber sondern denn weil dass daß wenn falls als obwohl and or but because that "
        "if when while although so"
    ).split()
)
_ADJECTIVE = ("e", "en", "er", "es", "em")


def end_of(text: str, words: Sequence[Token], last: int, limit: int) -> int:
    """The token after the phrase that ends before `last`, with what belongs to it.

    `limit`: where the next phrase begins, or the sentence ends; it is never passed.
    """
    whole = _clause_end(text, words, last)
    clause = min(whole, limit)
    if _is_open(words, last, clause) and clause == whole <= last + MOST:
        return whole
    end = last
    while end < min(clause, last + MOST) and _is_open(words, end, clause):
        end += 1
    cut_off = end < len(words) and _is_joined(text, words[end - 1], words[end])
    while cut_off and end > last and words[end - 1].word in _OPEN:  # „schon wieder die“
        end -= 1
    return end


def _clause_end(text: str, words: Sequence[Token], last: int) -> int:
    end = last
    while end < len(words) and _is_joined(text, words[end - 1], words[end]):
        end += 1
    return end


def _is_joined(text: str, one: Token, following: Token) -> bool:
    return text[one.end : following.start].isspace() and following.word not in _CLAUSE


def _is_open(words: Sequence[Token], end: int, clause: int) -> bool:
    """Whether the words before `end` go on within the clause."""
    if end >= clause:
        return False
    one, following = words[end - 1], words[end]
    if one.word in _OPEN or following.word in _BELONGS:
        return True
    noun = following.typed[:1].isupper() and following.word not in STOP
    return noun and one.typed.islower() and one.word.endswith(_ADJECTIVE)
