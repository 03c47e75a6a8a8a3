"""A stretch of text as coverage looks at it: its words, what it says, and what must not change."""

from dataclasses import dataclass
from functools import cached_property

from .cues import phrasebook
from .fact import Fact
from .facts import facts, is_fact_word
from .stems import Stem, stems
from .tokens import Token, tokens
from .weights import IDF_BUCKETS, Weights

FACT = 1.8


@dataclass(frozen=True)
class Stretch:
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
        return [*stems([one for one in words if not is_fact_word(one)]), *said]

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
