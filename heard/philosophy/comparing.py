"""Two versions side by side: what was added, dropped and reworded, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from heard.philosophy.models import Clause, Version
from heard.philosophy.wording import PARTS

KEPT, ADDED, DROPPED = "kept", "added", "dropped"
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Some words, `how` they fared: "kept", "added" or "dropped"."""

    how: str
    words: str


@dataclass(frozen=True)
class ClauseChange:
    """What became of one clause in one language.

    `how` is "added", "dropped", "changed" or "kept"; `parts` maps the name of each part that
    differs ("title", "text", …) to its pieces; `rule` is true when rule, level or numbers differ.
    """

    number: int
    title: str
    how: str
    before: Clause | None
    after: Clause | None
    parts: dict[str, list[Piece]] = field(default_factory=dict)
    rule: bool = False


def pieces(before: str, after: str) -> list[Piece]:
    """The words of both texts in one row (longest common runs, Ratcliff and Obershelp)."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(KEPT, "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece(DROPPED, "".join(old[a:b])))
        if d > c:
            found.append(Piece(ADDED, "".join(new[c:d])))
    return found


def compare(before: Version | None, after: Version, language: str) -> list[ClauseChange]:
    """Clause by clause, in the order of numbers; what is the same has `how` "kept"."""
    old = {clause.number: clause for clause in before.clauses.all()} if before else {}
    new = {clause.number: clause for clause in after.clauses.all()}
    return [
        _change(number, old.get(number), new.get(number), language)
        for number in sorted(old.keys() | new.keys())
    ]


def _change(
    number: int, before: Clause | None, after: Clause | None, language: str
) -> ClauseChange:
    shown = after or before
    title = str(getattr(shown, f"title_{language}"))
    if before is None or after is None:
        how = DROPPED if after is None else ADDED
        said = {part: str(getattr(shown, f"{part}_{language}")) for part in PARTS[1:]}
        whole = {part: [Piece(how, words)] for part, words in said.items() if words}
        return ClauseChange(number, title, how, before, after, whole)
    parts = dict(_differing(before, after, language))
    rule = _bound(before) != _bound(after)
    how = "changed" if parts or rule else KEPT
    return ClauseChange(number, title, how, before, after, parts, rule)


def _differing(before: Clause, after: Clause, language: str) -> Iterator[tuple[str, list[Piece]]]:
    for part in PARTS:
        old, new = (str(getattr(clause, f"{part}_{language}")) for clause in (before, after))
        if old != new:
            yield part, pieces(old, new)


def _bound(clause: Clause) -> tuple[str, str, object]:
    return clause.rule, clause.level, clause.parameters
