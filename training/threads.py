"""The threads of the own corpus, and which part of the data each thing belongs to."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "corpus" / "threads"
TEST, SETTING = 20, 32


@dataclass(frozen=True)
class Turn:
    """A turn of a thread; `grade` is -1 for ours."""

    side: str
    text: str
    grade: int
    hours: float


@dataclass(frozen=True)
class Draft:
    """An answer of ours: which points it restates, which it restates wrongly, what it does."""

    text: str
    covers: frozenset[int]
    wrong: frozenset[int]
    labels: frozenset[str]


@dataclass(frozen=True)
class Thread:
    """A business thread with points and drafts for its turn `at`."""

    name: str
    language: str
    turns: tuple[Turn, ...]
    at: int
    points: tuple[tuple[str, int, int], ...]
    drafts: tuple[Draft, ...]
    ours: tuple[tuple[str, int, str], ...] = field(default=())

    @property
    def part(self) -> str:
        return part_of(self.name)


def part_of(name: str) -> str:
    """`test` is never trained on nor looked at while tuning; `setting` sets the calibration."""
    place = int.from_bytes(sha256(name.encode()).digest()[:4], "big") % 100
    return "test" if place < TEST else "setting" if place < SETTING else "train"


def threads() -> list[Thread]:
    """All threads, in the order of files and lines."""
    found: list[Thread] = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        lines = file.read_text(encoding="utf-8").splitlines()
        found += [_thread(json.loads(line)) for line in lines if line.strip()]
    return found


def _thread(row: dict[str, Any]) -> Thread:
    turns = tuple(
        Turn(one["side"], one["text"], one.get("grade", -1), float(one.get("hours", 0)))
        for one in row["turns"]
    )
    drafts = tuple(
        Draft(
            one["text"], frozenset(one["covers"]), frozenset(one["wrong"]), frozenset(one["labels"])
        )
        for one in row["drafts"]
    )
    points = tuple((one["text"], one["turn"], one["weight"]) for one in row["points"])
    ours = tuple((one["text"], one["turn"], one["reply"]) for one in row.get("ours", ()))
    return Thread(row["id"], row["language"], turns, row["at"], points, drafts, ours)
