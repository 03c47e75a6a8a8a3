"""The texts the encoder learns from, each with whatever is known of it.

One text may be known for its heat, for labels of a draft, for emotions, or for being a point.
A source has thresholds of its own: what a tweet calls rude need not begin where a letter does.
"""

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from heard.judgement.folding import own_words
from heard.judgement.sentences import sentences
from heard.judgement.weights import HEADS

from . import older, sources
from .threads import Thread, labelled, part_of, threads

OWN = sources.OWN
EMOTIONS = 28
# How many texts of each public set are used, and how much each of them weighs.
LIMITS = {
    "gh": (3300, 0.7), "goemotions": (7000, 0.5), "germeval": (4000, 0.5), "gahd": (1500, 0.25),
    "acts": (2000, 1.5), "politeness": (2200, 0.4), "isarcasm": (5000, 0.6),
    "receptive": (1200, 0.8), "bargain": (900, 0.5),
}  # fmt: skip
# The newer files of the own corpus, and how much a text of each counts beside a business letter.
WRITTEN = {
    "customers": 0.8, "comments": 1.0, "debates": 1.0, "attacks": 1.0, "ladders": 1.0,
    "letters": 1.0, "replies": 1.0, "answers": 1.0, "tones": 1.0, "disputes": 0.6, "restated": 0.5,
}  # fmt: skip
# Texts of the public sets that carry our own grades and labels beside those of their set.
REGRADED = {
    "tweets again": 0.7, "acts again": 0.5, "forum again": 0.7, "developers again": 0.7,
    "requests again": 0.5, "receptive again": 0.7,
}  # fmt: skip
# Answers behind the message that they answer, as one text; known for yes and no alone.
ANSWERING = {
    "answers asked": 1.0, "replies asked": 1.0, "several asked": 0.4, "threads asked": 1.0,
    "letters asked": 0.7,
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A text and what is known of it; grade -1 and empty dicts where nothing is."""

    text: str
    source: str
    part: str
    language: str
    grade: int = -1
    labels: dict[str, float] = field(default_factory=dict)
    emotions: tuple[int, ...] = ()
    point: float = -1.0
    weight: float = 1.0


@dataclass(frozen=True)
class Pair:
    """Two texts of which the second answers or restates the first; `family` shares a matter."""

    one: str
    two: str
    family: str
    part: str


def clean(text: str, longest: int = 3000) -> str:
    """The writer's own words on one line."""
    return " ".join(own_words(text[:12000]).replace("\u00ad", "").split())[:longest]


def public_items(folder: Path) -> list[Item]:
    """Items of the public sets that are learnt from, at most LIMITS of each, with a fixed seed."""
    by_source: dict[str, list[Item]] = defaultdict(list)
    for one in sources.graded(folder):
        if one.source != "goemotions":
            by_source[one.source].append(item_of(one, grade=one.grade))
    by_source["goemotions"] = list(emotional(folder / "goemotions" / "train.tsv"))
    labels: dict[str, dict[str, float]] = defaultdict(dict)
    for item in toned_items(folder):
        if item.source == "gh":
            labels[item.text] |= item.labels
        else:
            by_source[item.source].append(item)
    by_source["gh"] = [
        Item(**{**vars(one), "labels": labels.get(one.text, {})}) for one in by_source["gh"]
    ]
    found: list[Item] = []
    for source, (limit, weight) in LIMITS.items():
        part = [one for one in by_source[source] if one.part == "train" and len(one.text) > 2]
        random.Random(7).shuffle(part)
        if source == "gh":
            part.sort(key=lambda one: one.grade <= 1)
        found += [Item(**{**vars(one), "weight": weight}) for one in part[:limit]]
    return found


def item_of(one: sources.Example, **more: object) -> Item:
    """Its text, cleaned, and what else is known of it."""
    return Item(
        clean(one.text), one.source, one.part, one.language,
        **more,  # type: ignore[arg-type]  # passed on
    )  # fmt: skip


def emotional(file: Path) -> Iterator[Item]:
    """GoEmotions: all emotions of a comment, and its grade where one emotion decides it."""
    names = (file.parent / "labels.txt").read_text(encoding="utf-8").split()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        text, ids, _ = line.split("\t")
        kinds = tuple(int(one) for one in ids.split(","))
        if kinds == (names.index("neutral"),) and number % 3:
            continue
        grade = sources.FELT.get(names[kinds[0]], -1) if len(kinds) == 1 else -1
        yield Item(clean(text), "goemotions", "train", "en", grade=grade, emotions=kinds)


@cache
def toned_items(folder: Path) -> tuple[Item, ...]:
    """Public texts known for the tone of a draft; graded labels where the set has them."""
    return tuple(_toned(folder))


def _toned(folder: Path) -> Iterator[Item]:
    for text, score, name in sources.requests(folder / "stanford-politeness"):
        labels = {"warmth": _soft(1.5 * score)}
        if score < -0.6 or score > 0.3:
            labels["attitude"] = float(score < -0.6)
        part = sources.public_part("politeness", name)
        yield Item(clean(text), "politeness", part, "en", labels=labels)
    for one in sources.isarcasm(folder / "isarcasmeval"):
        part = "test" if one.group.startswith("test") else "train"
        known = {"sarcasm": float("sarcasm" in one.labels)}
        yield Item(clean(one.text), "isarcasm", part, "en", labels=known)
    for one in sources.gh_tone(folder / "gh-incivility"):
        yield item_of(one, labels={name: float(name in one.labels) for name in one.known})
    yield from _receptive(folder / "receptiveness")


def _soft(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-20.0, min(20.0, value))))


def _receptive(folder: Path) -> Iterator[Item]:
    rated = sources.ratings(folder)
    for row in sources.table(folder / "CRstudy1A.csv"):
        labels = {"warmth": 0.25 + 0.5 * float(row["receptive"] == "1")}
        if row["ResponseId"] in rated:
            mean = rated[row["ResponseId"]]
            labels = {"warmth": _soft(2.0 * (mean - 4.7))}
            if mean < 3.9 or mean > 4.8:
                labels["attitude"] = float(mean < 3.9)
        yield Item(clean(row["text"]), "receptive", "train", "en", labels=labels)
    for row in sources.table(folder / "CWstudy1.csv"):
        labels = {"warmth": float(row["warm"] == "TRUE")}
        yield Item(clean(row["message"]), "bargain", "train", "en", labels=labels)


def public_pairs(folder: Path) -> list[Pair]:
    """Which text answers which: quotes and every other neighbour in the threads, rephrasings."""
    found: list[Pair] = []
    before: dict[str, str] = {}
    neighbours = 0
    for row in sources.table(folder / "gh-incivility" / "annotated_comment_level.csv"):
        issue, raw = row["issue_id"], row["comment_body"]
        part, own = part_of(f"gh-{issue}"), clean(raw, 900)
        quotes = " ".join(line[1:] for line in raw[:3000].splitlines() if line.startswith(">"))
        quote = " ".join(quotes.replace(">", " ").split())[:600]
        if len(quote) > 30 and len(own) > 20:
            found.append(Pair(quote, own, f"gh-{issue}", part))
        elif len(own) > 40:
            if len(before.get(issue, "")) > 40 and neighbours % 2:
                found.append(Pair(before[issue], own, f"gh-{issue}", part))
            neighbours += 1
        before[issue] = own
    for number, row in enumerate(sources.table(folder / "isarcasmeval" / "train" / "train.En.csv")):
        if row["rephrase"]:
            found.append(Pair(clean(row["rephrase"]), clean(row["tweet"]), f"is-{number}", "train"))
    return [one for one in found if one.part == "train"]


def older_part(name: str) -> str:
    """The older, smaller files have no test part; what would fall there sets the calibration."""
    part = part_of(name)
    return "setting" if part == "test" else part


def own_items(parts: Sequence[str]) -> list[Item]:
    """Items of the own corpus that belong to one of `parts`."""
    return older_items(parts) + thread_items(parts)


def older_items(parts: Sequence[str]) -> list[Item]:
    """Those of the older files; the phrase lists were made with them in view."""
    found = [
        Item(clean(one.text), OWN, older_part(one.group), one.language, grade=one.grade)
        for one in older.messages()
    ]
    for one in older.drafts(HEADS):
        labels = labelled(one.labels, HEADS)
        found.append(
            Item(
                clean(one.text), OWN, older_part(f"draft-{one.group}"), one.language, labels=labels
            )
        )
    return [one for one in found if one.part in parts]


def thread_items(parts: Sequence[str]) -> list[Item]:
    found = [item for thread in threads() for item in _of_thread(thread)]
    return [one for one in found if one.part in parts]


def _of_thread(thread: Thread) -> Iterator[Item]:
    for turn in thread.turns:
        if turn.side == "them":
            yield Item(clean(turn.text), OWN, thread.part, thread.language, grade=turn.grade)
    for draft in thread.drafts:
        labels = labelled(draft.labels, HEADS)
        yield Item(clean(draft.text), OWN, thread.part, thread.language, labels=labels)
    yield from (
        Item(text, OWN, thread.part, thread.language, point=point)
        for text, point in point_sentences(thread)
    )


def point_sentences(thread: Thread) -> list[tuple[str, float]]:
    """The sentences of the turns that have points: 1.0 where one lies in them, else 0.0."""
    found: list[tuple[str, float]] = []
    for index in sorted({turn for _, turn, _ in thread.points}):
        text = thread.turns[index].text
        spans = []
        for said, turn, _ in thread.points:
            start = text.find(said)
            if turn == index and start >= 0:
                spans.append((start, start + len(said)))
        for start, end in sentences(own_words(text)):
            shared = max((min(end, b) - max(start, a) for a, b in spans), default=0)
            least = min(end - start, min((b - a for a, b in spans), default=1))
            found.append((clean(text[start:end]), float(shared >= 0.5 * least)))
    return [(text, point) for text, point in found if text]
