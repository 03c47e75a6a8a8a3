"""Mail that nothing ever learns from, read through the doors of the running program.

`corpus/unseen/` was written apart from the other files, by writers who saw none of them. Messages
are read in their conversation, drafts with theirs before them; the goals are those that the project
set itself for business mail. Intervals (95 %) draw threads again, for what stands in one is alike.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from heard.judgement.acts import judge, review
from heard.judgement.values import WORDS, Turn
from heard.judgement.weights import HEADS

from .figures import auc, calibration_error, f1, rank_correlation
from .shares import Doubles
from .threads import Thread, labelled, unseen

TIMES = 300
OVERLAP = 0.5  # the share of the shorter that a point found and one marked must have in common


@dataclass(frozen=True)
class Told:
    """One answer of the program, and the truth: a grade, or 1 and 0."""

    asked: str
    said: float
    truth: float


Figure = Callable[[Doubles, Doubles], float]


def _auc(said: Doubles, truth: Doubles) -> float:
    return auc(said, truth > 0.5)


def _f1(said: Doubles, truth: Doubles) -> float:
    return f1(said > 0.5, truth > 0.5)


def _share(said: Doubles, truth: Doubles) -> float:
    return float((said == truth).mean())


# What is asked, how it is counted, and the goal.
ASKED: dict[str, tuple[Figure, float | None]] = {
    "heat, grade": (rank_correlation, 0.85),
    "hot": (_auc, None),
    "hot or calm": (_auc, 0.97),
    "the word on the desk": (_share, None),
    "next is hot": (_auc, 0.78),
    "a point is found": (_f1, None),
    "a point is restated": (_f1, 0.88),
    "sarcasm": (_auc, 0.90),
    "attitude": (_auc, 0.90),
    "warmth": (_auc, None),
    "yes": (_auc, 0.92),
    "no": (_auc, 0.92),
    "promise": (_auc, 0.92),
    "severs": (_auc, 0.95),
}
CHANCES = ("hot", "next is hot", *HEADS)  # those that are probabilities


def unseen_mail() -> list[dict[str, Any]]:
    """One row for each question and language: n, the figure with its interval, the goal."""
    found = []
    for language in ("de", "en"):
        told = [list(_of(one)) for one in unseen() if one.language == language]
        for asked, (figure, goal) in ASKED.items():
            row = _row(asked, figure, [[t for t in one if t.asked == asked] for one in told])
            row |= {"test": f"unseen mail: {asked}", "language": language, "goal": goal}
            found.append(row)
            print(
                f"{row['test']:34s} {language}  n {row['n']:5d}  {row['figure']}"
                f" ({row['low']:.2f}-{row['high']:.2f})  goal {goal or '-'}"
                + (f"  ECE {row['ece']}" if "ece" in row else ""),
                flush=True,
            )
    return found


def _row(asked: str, figure: Figure, told: Sequence[Sequence[Told]]) -> dict[str, Any]:
    chance = np.random.default_rng(1)
    drawn = [_figure(figure, told)]
    for _ in range(TIMES):
        chosen = chance.integers(0, len(told), len(told))
        drawn.append(_figure(figure, [told[i] for i in chosen]))
    low, high = np.nanpercentile(drawn[1:], [2.5, 97.5])
    row = {
        "n": sum(len(one) for one in told),
        "figure": round(drawn[0], 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }
    if asked in CHANCES:
        said, truth = _columns(told)
        row["ece"] = round(calibration_error(said, truth > 0.5), 3)
    return row


def _figure(figure: Figure, told: Sequence[Sequence[Told]]) -> float:
    return figure(*_columns(told))


def _columns(told: Iterable[Sequence[Told]]) -> tuple[Doubles, Doubles]:
    rows = [(one.said, one.truth) for thread in told for one in thread]
    both = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _of(thread: Thread) -> Iterator[Told]:
    turns = [Turn(one.side, one.text, one.hours) for one in thread.turns]  # type: ignore[arg-type]  # the corpus holds no other side
    yield from _heated(thread, turns)
    yield from _found(thread, turns)
    yield from _reviewed(thread, turns)


def _heated(thread: Thread, turns: Sequence[Turn]) -> Iterator[Told]:
    """Each message of theirs, and from the second on whether it was foreseen."""
    for place, turn in enumerate(thread.turns):
        if turn.side != "them":
            continue
        read, hot = judge(turns[: place + 1]), float(turn.grade >= 3)
        word = WORDS.index(read.word) if read.word else -1
        yield Told("heat, grade", read.heat or 0.0, turn.grade)
        yield Told("the word on the desk", word, WORDS.index(WORDS[turn.grade]))
        yield Told("hot", read.hot or 0.0, hot)
        if turn.grade != 2:
            yield Told("hot or calm", read.hot or 0.0, hot)
        if any(one.side == "them" for one in turns[:place]):
            yield Told("next is hot", judge(turns[:place]).forecast or 0.0, hot)


def _found(thread: Thread, turns: Sequence[Turn]) -> Iterator[Told]:
    """The points that the program finds by itself in the turn that is answered, beside those that
    were marked: each found one is right or not, each marked one is found or not."""
    text = thread.turns[thread.at].text
    starts = [
        (text.find(point), len(point)) for point, turn, _ in thread.points if turn == thread.at
    ]
    marked = [(start, start + length) for start, length in starts if start >= 0]
    taken = [
        (one.start, one.end)
        for one in review(turns[: thread.at + 1], "").points
        if one.turn == thread.at and one.start is not None and one.end is not None
    ]
    yield from (Told("a point is found", 1.0, float(_meets(one, marked))) for one in taken)
    yield from (Told("a point is found", 0.0, 1.0) for one in marked if not _meets(one, taken))


def _meets(one: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(
        min(one[1], end) - max(one[0], start) >= OVERLAP * min(one[1] - one[0], end - start)
        for start, end in others
    )


def _reviewed(thread: Thread, turns: Sequence[Turn]) -> Iterator[Told]:
    points = [point for point, _, _ in thread.points]
    for draft in thread.drafts:
        read = review(turns[: thread.at + 1], draft.text, points=points)
        for number, point in enumerate(read.points):
            yield Told("a point is restated", float(point.covered), float(number in draft.covers))
        said, known = vars(read.tone) | vars(read.answer), labelled(draft.labels, HEADS)
        for name in HEADS:
            if name in known:
                yield Told(name, said[name] or 0.0, known[name])
