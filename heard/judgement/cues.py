"""Cues: phrases a person would point at when asked why a message reads as it does.

The phrase lists are the files in `words/`. A phrase is words with a blank between them; `word*`
stands for any ending, `*word` for any beginning, `…` for up to four words in between.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tokens import Token, fold

GAP = 4
_WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Cue:
    """A found phrase: its label and the half-open range of tokens it stands on."""

    label: str
    first: int
    last: int


@dataclass(frozen=True)
class Phrasebook:
    """Phrases by their first word (whole or beginning), so that finding them costs little."""

    labels: tuple[str, ...]
    whole: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]
    beginning: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]
    ending: Sequence[tuple[str, str]]

    def find(self, words: Sequence[Token]) -> list[Cue]:
        """All cues in the text, each label at most once for any first word."""
        found: list[Cue] = []
        for index, token in enumerate(words):
            seen: set[str] = set()
            for label, phrase in self._candidates(token.word):
                if label in seen:
                    continue
                last = _match(words, index, phrase)
                if last is not None:
                    seen.add(label)
                    found.append(Cue(label, index, last))
            found += [
                Cue(label, index, index + 1)
                for label, end in self.ending
                if token.word.endswith(end) and label not in seen
            ]
        return found

    def _candidates(self, word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield from self.whole.get(word, ())
        for length in range(3, len(word) + 1):
            yield from self.beginning.get(word[:length], ())


def _match(words: Sequence[Token], index: int, phrase: tuple[str, ...]) -> int | None:
    """The token after the phrase if it stands at `index`, else None."""
    position = index
    gap = 0
    for part in phrase:
        if part == "…":
            gap = GAP
            continue
        for step in range(gap + 1):
            if position + step < len(words) and _fits(words[position + step].word, part):
                position += step + 1
                break
        else:
            return None
        gap = 0
    return position


def _fits(word: str, part: str) -> bool:
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word == part


@cache
def phrasebook(name: str) -> Phrasebook:
    """The phrase list `words/<name>.toml`, read once."""
    with (_WORDS / f"{name}.toml").open("rb") as file:
        lists: dict[str, dict[str, str]] = tomllib.load(file)
    whole: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    beginning: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    ending: list[tuple[str, str]] = []
    for label, languages in lists.items():
        for line in ",".join(languages.values()).replace("\n", ",").split(","):
            parts = tuple(fold(line.strip()).split())
            if not parts:
                continue
            if parts[0].startswith("*"):
                ending.append((label, parts[0][1:]))
            elif parts[0].endswith("*"):
                beginning.setdefault(parts[0][:-1], []).append((label, parts))
            else:
                whole.setdefault(parts[0], []).append((label, parts))
    return Phrasebook(tuple(lists), whole, beginning, tuple(ending))
