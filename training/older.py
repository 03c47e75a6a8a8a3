"""The three oldest files of the corpus; the phrase lists were made with them in view."""

from dataclasses import dataclass

from .sources import OWN, Example
from .threads import CORPUS, rows


@dataclass(frozen=True)
class Thread:
    """A conversation of the own corpus: (side, text, grade or -1), oldest first."""

    name: str
    language: str
    turns: tuple[tuple[str, str, int], ...]


def messages() -> list[Example]:
    """Messages of the own corpus, and their turns of its threads, with grades."""
    found = [
        Example(row["text"], OWN, row["id"], row["language"], grade=row["grade"])
        for row in rows(CORPUS / "messages.jsonl")
    ]
    for thread in threads():
        found += [
            Example(text, OWN, thread.name, thread.language, grade=grade)
            for side, text, grade in thread.turns
            if side == "them"
        ]
    return found


def threads() -> list[Thread]:
    return [
        Thread(
            f"thread-{row['id']}",
            row["language"],
            tuple((turn["side"], turn["text"], turn.get("grade", -1)) for turn in row["turns"]),
        )
        for row in rows(CORPUS / "threads.jsonl")
    ]


def drafts(heads: tuple[str, ...]) -> list[Example]:
    return [
        Example(
            row["text"],
            OWN,
            row["id"],
            row["language"],
            labels=frozenset(row["labels"]),
            known=frozenset(heads),
        )
        for row in rows(CORPUS / "drafts.jsonl")
    ]
