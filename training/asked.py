"""Answers in view of what was asked: the same words grant one request and pass another by.

Short and whole answers with the message they answer, the same answer to several messages, and the
drafts of threads and letters. Message and answer become one text, as in the running program.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from heard.judgement.asked import as_one
from heard.judgement.folding import own_words
from heard.judgement.weights import HANGING

from .tasks import ANSWERING, Item
from .threads import CORPUS, labelled, part_of, restated, rows, threads
from .written import answers, neighbours


@dataclass(frozen=True)
class Reply:
    """A message and an answer to it, and whether that grants or refuses what was asked."""

    message: str
    answer: str
    source: str
    part: str
    language: str
    labels: dict[str, float]

    @property
    def item(self) -> Item:
        """Both as one text."""
        return Item(
            as_one(own_words(self.message), own_words(self.answer)), self.source, self.part,
            self.language, labels=self.labels, weight=ANSWERING[self.source],
        )  # fmt: skip


def replies(*parts: str) -> list[Reply]:
    """All answers whose message is known that belong to one of `parts`."""
    return [one for one in (*_written(), *_several(), *_drafted()) if one.part in parts]


def asked_items(*parts: str) -> list[Item]:
    return [one.item for one in replies(*parts)]


def _written() -> Iterator[Reply]:
    for row, item in answers():
        labels = {name: item.labels[name] for name in HANGING if name in item.labels}
        if "message" in row and labels:
            known = (f"{item.source} asked", item.part, item.language)
            yield Reply(row["message"], row["text"], *known, labels)


def _several() -> Iterator[Reply]:
    """The same answer to several messages, which alone tell what it does."""
    for file in sorted((CORPUS / "asked").glob("*.jsonl")):
        for row in rows(file):
            part = part_of(f"{neighbours(row['id'])} asked")
            for one in row["messages"]:
                labels = labelled(one["labels"], HANGING)
                known = ("several asked", part, row["language"])
                yield Reply(one["message"], row["text"], *known, labels)


def _drafted() -> Iterator[Reply]:
    """Where letters are restated a no was not always marked, so that a yes alone counts there."""
    sources = ("threads", threads(), HANGING), ("letters", restated("letters"), ("yes",))
    for source, found, names in sources:
        for thread in found:
            known = (f"{source} asked", thread.part, thread.language)
            for draft in thread.drafts:
                labels = labelled(draft.labels, names)
                yield Reply(thread.turns[thread.at].text, draft.text, *known, labels)
