"""The test parts: texts that nothing was trained on, each with what is asked of them."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from heard.judgement.asked import as_one
from heard.judgement.folding import own_words
from heard.judgement.weights import HANGING, HEADS, SPOTTED

from . import sources, tasks
from .asked import Reply, replies
from .regraded import regraded_items
from .tasks import ANSWERING, Item, clean, own_items
from .written import written_items

MOST = 500

Labelled = TypeVar("Labelled", Item, Reply)


@dataclass(frozen=True)
class Test:
    """Texts and the truth of one question: is it hot, is it sarcastic, and so on.

    `truth` is 0/1, or a grade or rating where `ranked`; `head` is the score that answers: "heat"
    the expected grade, "hot" the chance of hot or more, else the label of that name. `messages`
    are what the texts answer, where they are read in view of it.
    """

    name: str
    language: str
    head: str
    texts: tuple[str, ...]
    truth: tuple[float, ...]
    ranked: bool = False
    messages: tuple[str, ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        """The texts, each behind what it answers."""
        pairs = zip(self.messages, self.texts, strict=True) if self.messages else ()
        return tuple(as_one(own_words(one), own_words(two)) for one, two in pairs) or self.texts


def tests(folder: Path) -> Iterator[Test]:
    own = own_items(("test",))
    for language in ("de", "en"):
        mine = [one for one in own if one.language == language]
        yield from _own(mine, language)
    yield from _written()
    yield from _asked()
    yield from _regraded(folder)
    for test in _public(folder):
        if len(test.texts) > MOST:
            chosen = random.Random(9).sample(range(len(test.texts)), MOST)
            texts = tuple(test.texts[i] for i in chosen)
            truth = tuple(test.truth[i] for i in chosen)
            test = Test(test.name, test.language, test.head, texts, truth, test.ranked)
        yield test


def _own(items: list[Item], language: str) -> Iterator[Test]:
    graded = [one for one in items if one.grade >= 0]
    texts = tuple(one.text for one in graded)
    grades = tuple(float(one.grade) for one in graded)
    yield Test("own: heat, grade", language, "heat", texts, grades, ranked=True)
    yield Test("own: hot", language, "hot", texts, tuple(float(g >= 3) for g in grades))
    clear = [one for one in graded if one.grade != 2]
    truth = tuple(float(one.grade >= 3) for one in clear)
    yield Test("own: hot or calm", language, "hot", tuple(one.text for one in clear), truth)
    for head in HEADS:
        drafts = [one for one in items if head in one.labels]
        truth = tuple(one.labels[head] for one in drafts)
        yield Test(f"own: {head}", language, head, tuple(one.text for one in drafts), truth)


def _written() -> Iterator[Test]:
    """The newer files: what each was written for."""
    items = written_items(("test",))
    for source in ("letters", "ladders", "customers", "comments", "debates", "attacks"):
        least = 2 if source == "customers" else 3
        for language in ("de", "en"):
            of = [one for one in items if (one.source, one.language) == (source, language)]
            texts = tuple(one.text for one in of)
            grades = tuple(float(one.grade) for one in of)
            yield Test(f"{source}: grade", language, "heat", texts, grades, ranked=True)
            head, word = ("hot", "hot") if least == 3 else ("heat", "displeased")
            truth = tuple(float(grade >= least) for grade in grades)
            yield Test(f"{source}: {word}", language, head, texts, truth)
            if source == "letters":
                clear = [i for i, grade in enumerate(grades) if grade != 2]
                those, hot = tuple(texts[i] for i in clear), tuple(truth[i] for i in clear)
                yield Test("letters: hot or calm", language, "hot", those, hot)
    for source, heads in (
        ("comments", ("sarcasm", "attitude")),
        ("debates", ("sarcasm", "attitude")),
        ("attacks", ("attitude",)),
        ("tones", ("sarcasm", "attitude", "warmth")),
        ("replies", HEADS),
        ("answers", SPOTTED),
    ):
        for language in ("de", "en"):
            for head in heads:
                of = _known(items, source, language, head)
                texts = tuple(one.text for one in of)
                truth = tuple(one.labels[head] for one in of)
                yield Test(f"{source}: {head}", language, head, texts, truth)


def _known(found: Iterable[Labelled], source: str, language: str, head: str) -> list[Labelled]:
    of = [one for one in found if (one.source, one.language) == (source, language)]
    return [one for one in of if head in one.labels]


def _asked() -> Iterator[Test]:
    """A yes and a no in view of what was asked."""
    found = replies("test")
    for source in ANSWERING:
        for language in ("de", "en"):
            for head in HANGING:
                of = _known(found, source, language, head)
                texts, messages = tuple(one.answer for one in of), tuple(one.message for one in of)
                truth = tuple(one.labels[head] for one in of)
                yield Test(f"{source}: {head}", language, head, texts, truth, messages=messages)


def _regraded(folder: Path) -> Iterator[Test]:
    """Strangers' texts by our own grades: who wrote them never wrote for us."""
    for source, language, name in (
        ("tweets again", "de", "tweets"),
        ("acts again", "de", "tweets' sentences"),
        ("forum again", "en", "forum"),
        ("developers again", "en", "developers"),
    ):
        of = [one for one in regraded_items(folder, ("test",)) if one.source == source]
        texts = tuple(one.text for one in of)
        grades = tuple(float(one.grade) for one in of)
        yield Test(f"{name}, our grades", language, "heat", texts, grades, ranked=True)
        for word, least in (("displeased", 2), ("hot", 3)):
            truth = tuple(float(grade >= least) for grade in grades)
            head = "hot" if least == 3 else "heat"
            yield Test(f"{name}, our grades: {word}", language, head, texts, truth)
        for tone in ("sarcasm", "attitude"):
            truth = tuple(one.labels[tone] for one in of)
            yield Test(f"{name}, our labels: {tone}", language, tone, texts, truth)


def _public(folder: Path) -> Iterator[Test]:
    graded = [one for one in sources.graded(folder) if one.source != "goemotions"]
    for source, language, name, low in (
        ("gh", "en", "developers: uncivil", 1),
        ("acts", "de", "tweets: complaint", 1),
        ("germeval", "de", "tweets: offensive", 1),
    ):
        chosen = [one for one in graded if (one.source, one.part) == (source, "test")]
        texts = tuple(clean(one.text) for one in chosen)
        yield Test(name, language, "heat", texts, tuple(float(one.grade > low) for one in chosen))
    felt = [one for one in tasks.emotional(folder / "goemotions" / "test.tsv") if one.grade >= 0]
    truth = tuple(float(one.grade >= 2) for one in felt)
    yield Test("comments: annoyed", "en", "heat", tuple(one.text for one in felt), truth)
    toned = [one for one in tasks.toned_items(folder) if one.part == "test"]
    for source, head, name in (
        ("isarcasm", "sarcasm", "tweets: sarcastic"),
        ("gh", "attitude", "developers: attitude"),
        ("politeness", "warmth", "requests: politeness"),
    ):
        chosen_items = [one for one in toned if one.source == source and head in one.labels]
        texts = tuple(one.text for one in chosen_items)
        values = tuple(one.labels[head] for one in chosen_items)
        yield Test(name, "en", head, texts, values, ranked=source == "politeness")
