"""Does the draft say the point again, in other words and correctly?

A point is covered when enough of what it weighs (rare words more than common ones) stands
together in one to three neighbouring sentences of the draft, and nothing there contradicts it:
no other amount, date, count or weekday, no turned negation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .cues import phrasebook
from .facts import Fact, facts, is_fact_word
from .heat import sigmoid
from .sentences import sentences
from .stems import Stem, alike, stem, stems
from .tokens import Token, tokens
from .values import Point
from .weights import IDF_BUCKETS, Weights

ENOUGH = 0.42
SHARPNESS = 0.06
FACT = 1.8
MOST_SENTENCES = 120
_NEAR = 45

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class _Stretch:
    """A sentence of a draft, or a point: its words, what it says and what must not change."""

    text: str
    start: int
    end: int

    @cached_property
    def words(self) -> list[Token]:
        return tokens(self.text)

    @cached_property
    def stems(self) -> list[Stem]:
        """Its content words; numbers and dates once each, in the spelling of `facts`."""
        said = [Stem(f"{fact.kind} {fact.value}", None, 0, 0) for fact in sorted(self.facts)]
        words = [one for one in self.words if one.start not in self.negations]
        return [*stems([one for one in words if not is_fact_word(one.word)]), *said]

    @cached_property
    def facts(self) -> frozenset[Fact]:
        return facts(self.text)

    @cached_property
    def negations(self) -> list[int]:
        cues = phrasebook("points").find(self.words)
        return [self.words[cue.first].start for cue in cues if cue.label == "negation"]


def idf(word: str, trained: Weights | None) -> float:
    """How much a word (its stem) tells apart, from 0.3 for common ones to about 3."""
    if trained is None or " " in word:
        return 1.0 if trained is None else FACT
    return float(trained.idf[idf_bucket(word)])


def idf_bucket(word: str) -> int:
    """The place of a stem in the table of weights."""
    total = 2166136261
    for mark in word.encode("utf-8", "replace"):
        total = ((total ^ mark) * 16777619) & 0xFFFFFFFF
    return (total ^ (total >> 15)) % IDF_BUCKETS


def restated(
    points: Sequence[Point], draft: str, trained: Weights | None
) -> tuple[tuple[Point, ...], float]:
    """The points with `covered`, `by` and `covered_by` filled in, and the weighted share heard."""
    parts = [
        _Stretch(draft[start:end], start, end) for start, end in sentences(draft)[:MOST_SENTENCES]
    ]
    parts = [part for part in parts if part.stems]
    said = frozenset(fact for point in points for fact in facts(point.text[:2000]))
    filled = tuple(_filled(point, parts, said, trained) for point in points)
    total = sum(point.weight for point in filled)
    heard = sum(point.weight * point.covered_by for point in filled) / total if total else 0.0
    return filled, round(heard, 4)


def _filled(
    point: Point, parts: Sequence[_Stretch], said: frozenset[Fact], trained: Weights | None
) -> Point:
    asked = _Stretch(point.text[:2000], 0, len(point.text))
    if not asked.stems or not parts:
        return point
    matches = [[_best(one, part.stems) for one in asked.stems] for part in parts]
    worth = np.array([idf(one.text, trained) for one in asked.stems])
    table = np.array([[match[0] for match in row] for row in matches])
    share, first, last = _window(table, worth)
    chosen = range(first, last)
    used = [index for index in chosen if table[index].any()]
    matched = int((table[first:last].max(axis=0) > 0.5).sum())
    if matched < min(2, len(asked.stems)):
        share *= 0.5
    if used and _contradicts(asked, [parts[i] for i in used], [matches[i] for i in used], said):
        share *= 0.3
    covered_by = round(sigmoid((share - ENOUGH) / SHARPNESS), 4)
    if covered_by < 0.5 or not used:
        return replace(point, covered_by=covered_by)
    by = (parts[used[0]].start, parts[used[-1]].end)
    return replace(point, covered=True, by=by, covered_by=covered_by)


def _best(one: Stem, others: Sequence[Stem]) -> tuple[float, Stem | None]:
    found: tuple[float, Stem | None] = (0.0, None)
    for other in others:
        if (value := alike(one, other)) > found[0]:
            found = (value, other)
            if value == 1.0:
                break
    return found


def _window(table: Doubles, worth: Doubles) -> tuple[float, int, int]:
    """The best stretch of one to three neighbouring sentences: its share, first and last."""
    best = (-1.0, 0, 1)
    total = float(worth.sum()) or 1.0
    for length, price in ((1, 1.0), (2, 0.95), (3, 0.88)):
        for first in range(len(table) - length + 1):
            together = table[first : first + length].max(axis=0)
            share = price * float((together * worth).sum()) / total
            if share > best[0] + 1e-9:
                best = (share, first, first + length)
    return best


def _contradicts(
    asked: _Stretch,
    parts: Sequence[_Stretch],
    matches: Sequence[Sequence[tuple[float, Stem | None]]],
    said: frozenset[Fact],
) -> bool:
    there = frozenset(fact for part in parts if not _is_ours(part) for fact in part.facts)
    if _changes(asked.facts, there, said) or _opposes(asked, parts):
        return True
    strongest = max(range(len(parts)), key=lambda i: sum(match[0] for match in matches[i]))
    return _turns(asked, parts[strongest], matches[strongest])


def _changes(asked: frozenset[Fact], there: frozenset[Fact], said: frozenset[Fact]) -> bool:
    """A value of the point is gone and another of its kind stands in its place."""
    for kind in {fact.kind for fact in asked}:
        wanted = {fact.value for fact in asked if fact.kind == kind}
        given = {fact.value for fact in there if fact.kind == kind}
        if not given or wanted <= given:
            continue
        elsewhere = {fact.value for fact in said if fact.kind == kind}
        if given - elsewhere or not wanted & given:
            return True
    return False


def _opposes(asked: _Stretch, parts: Sequence[_Stretch]) -> bool:
    """Too late became too early, too much too little: only one side of a pair stands in each."""
    if any(part.negations for part in parts) != bool(asked.negations):
        return False
    wanted = _sides(asked)
    given = frozenset(side for part in parts for side in _sides(part))
    return any(
        _turned(side) in given and side not in given and _turned(side) not in wanted
        for side in wanted
    )


def _sides(part: _Stretch) -> frozenset[str]:
    return frozenset(cue.label for cue in phrasebook("opposite").find(part.words))


def _turned(side: str) -> str:
    return side[:-1] + ("-" if side.endswith("+") else "+")


def _is_ours(part: _Stretch) -> bool:
    """What we promise has dates of its own; they do not contradict theirs."""
    labels = {cue.label for cue in phrasebook("draft").find(part.words)}
    first = any(token.word in _FIRST_PERSON for token in part.words)
    second = any(token.word in _SECOND_PERSON for token in part.words)
    return "promise" in labels and first and not second


_FIRST_PERSON = frozenset("i we i'll we'll ich wir melde rufe".split())
_SECOND_PERSON = frozenset("your you've you'd schreiben berichten sagen erwarten".split())


def _turns(asked: _Stretch, part: _Stretch, matches: Sequence[tuple[float, Stem | None]]) -> bool:
    """One says it is so, the other that it is not: a negation near the shared words in one only."""
    pairs = [
        (one, other)
        for one, (value, other) in zip(asked.stems, matches, strict=True)
        if value >= 0.8 and other is not None
    ]
    if not pairs:
        return False
    if asked.negations and not part.negations:
        return True
    if asked.negations or not part.negations:
        return False
    return any(
        abs(place - other.start) < _NEAR for place in part.negations for _, other in pairs
    ) and all(stem(token.word) not in _CONSENT for token in part.words)


# "I understand that it is not acceptable that …" agrees; its negation is about the feeling.
_CONSENT = frozenset(
    "accept acceptabl akzeptabel akzeptier hinnehmbar ordnung okay happen passier vorkomm right"
    " gut good doubt zweifel frag schoen".split()
)
