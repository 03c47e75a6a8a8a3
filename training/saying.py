"""Points and what drafts say of them: again, wrongly, or only something beside it."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heard.judgement.folding import own_words

from .threads import CORPUS, Thread, part_of, restated, rows, threads
from .written import neighbours

# Two sentences that both say a point say each other; what is wrong for the point is so for them.
TURNED, OTHERS = 0.5, 2
BESIDE = 0.3  # the share of these, and of strangers' letters, that is learnt from


@dataclass(frozen=True)
class Saying:
    """A point, what a draft says, whether that says the point again, and rightly; all that they
    wrote, and the part of it in which the point stands."""

    point: str
    draft: str
    right: bool
    message: str
    letter: str
    source: str
    language: str
    part: str
    weight: float = 1.0

    @property
    def exchange(self) -> tuple[str, str, str]:
        """What the points of one letter and one draft of an answer have in common."""
        return self.message, self.letter, self.draft


def by_draft(found: Sequence[Saying]) -> list[list[int]]:
    """The numbers of those that hold points of one letter against one draft."""
    numbers: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(found):
        numbers[one.exchange].append(number)
    return list(numbers.values())


def drafted(found: Sequence[Thread], source: str) -> Iterator[Saying]:
    """Each point of a letter against each of its drafts."""
    for thread in found:
        known = (source, thread.language, thread.part)
        theirs = [turn.text for turn in thread.turns[: thread.at + 1] if turn.side == "them"]
        message, letter = "\n".join(own_words(text) for text in theirs), thread.letter
        for draft in thread.drafts:
            said = own_words(draft.text)
            for number, (point, _, _) in enumerate(thread.points):
                yield Saying(point, said, number in draft.covers, message, letter, *known)


def paired(*, turned: bool = False) -> Iterator[Saying]:
    """Points against single sentences; `turned` adds those sentences against one another."""
    for file in sorted((CORPUS / "restated").glob("pairs*.jsonl")):
        for row in rows(file):
            known = ("pairs", row["language"], part_of(f"{neighbours(row['id'])} pairs"))
            point, rights, wrongs = row["point"], row["right"], row["wrong"]
            for kind in ("right", "wrong", "beside"):
                for text in row[kind]:
                    yield Saying(point, text, kind == "right", point, point, *known)
            if turned:
                chance = random.Random(row["id"])
                for one in rights:
                    others = [two for two in (*rights, *wrongs) if two != one]
                    for two in chance.sample(others, min(OTHERS, len(others))):
                        yield Saying(one, two, two in rights, one, one, *known, TURNED)


def sayings(*parts: str, turned: bool = False) -> list[Saying]:
    """All of them that belong to one of `parts`; `turned` adds what can be told from these: that
    the sentences of a pair say each other or not, that every point says itself, and that a draft
    says no point of a stranger's letter."""
    found = [*drafted(threads(), "threads"), *paired(turned=turned)]
    for kind in ("sessions", "business", "letters"):
        found += drafted(restated(kind), kind)
    if turned:
        points = {one.point: one for one in found}
        found += [
            replace(one, draft=point, right=True, weight=TURNED) for point, one in points.items()
        ]
        found += _strangers(found)
    return [one for one in found if one.part in parts]


def learning() -> list[Saying]:
    """What the alignment learns from: all that was written, a share of what can be told from it."""
    chance = random.Random(7)
    found = sayings("train", turned=True)
    return [one for one in found if one.weight == 1.0 or chance.random() < BESIDE]


def _strangers(found: Sequence[Saying]) -> Iterator[Saying]:
    """Each whole answer with two points of other letters of its part and language."""
    chance = random.Random(5)
    others: dict[tuple[str, str], list[Saying]] = defaultdict(list)
    for one in found:
        others[one.part, one.language].append(one)
    drafts = {one.draft: one for one in found if one.weight == 1.0 and one.source != "pairs"}
    for one in drafts.values():
        for other in chance.sample(others[one.part, one.language], 2):
            if other.message != one.message:
                yield replace(other, draft=one.draft, right=False, weight=TURNED)
