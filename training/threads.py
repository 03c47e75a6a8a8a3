"""The threads of the own corpus, and which part of the data each thing belongs to."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from heard.judgement import values
from heard.judgement.points import asked_in

CORPUS = Path(__file__).parent / "corpus"
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
    session: str = ""

    @property
    def part(self) -> str:
        return part_of(self.session or self.name)

    @property
    def letter(self) -> str:
        """What its drafts answer: their messages since our last one, as the program reads them."""
        before = self.turns[: self.at + 1]
        return asked_in([values.Turn(cast(values.Side, one.side), one.text) for one in before])


def part_of(name: str) -> str:
    """`test` is never trained on nor looked at while tuning; `setting` sets the calibration."""
    place = int.from_bytes(sha256(name.encode()).digest()[:4], "big") % 100
    return "test" if place < TEST else "setting" if place < SETTING else "train"


def corpus_digest() -> str:
    """Of all files: what was made of another corpus does not fit this one."""
    found = sha256()
    for file in sorted(CORPUS.rglob("*.jsonl")):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()


def labelled(said: Collection[str], known: Sequence[str]) -> dict[str, float]:
    """1.0 or 0.0 for each label that is known; whoever ends it may have said no as well."""
    unsaid = {"no"} if "severs" in said and "no" not in said else set()
    return {name: float(name in said) for name in known if name not in unsaid}


def threads() -> list[Thread]:
    """All business threads, in the order of files and lines."""
    return [_thread(row) for file in sorted((CORPUS / "threads").glob("*")) for row in rows(file)]


def unseen() -> list[Thread]:
    """Threads that nothing learns from and that set nothing, whatever their names say."""
    return [_thread(row) for file in sorted((CORPUS / "unseen").glob("*")) for row in rows(file)]


def restated(kind: str) -> list[Thread]:
    """Messages with what may be said back to them: of people who speak several times in a session
    ("sessions"), single ones of partners in business ("business"), whole letters ("letters")."""
    return [
        _thread(row)
        for file in sorted((CORPUS / "restated").glob(f"{kind}*.jsonl"))
        for row in rows(file)
    ]


def rows(file: Path) -> list[dict[str, Any]]:
    """The lines of a file of the corpus."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def turns_of(row: dict[str, Any]) -> tuple[Turn, ...]:
    return tuple(
        Turn(one["side"], one["text"], one.get("grade", -1), float(one.get("hours", 0)))
        for one in row["turns"]
    )


def _thread(row: dict[str, Any]) -> Thread:
    drafts = tuple(
        Draft(
            one["text"], frozenset(one["covers"]), frozenset(one["wrong"]), frozenset(one["labels"])
        )
        for one in row["drafts"]
    )
    points = tuple((one["text"], one["turn"], one["weight"]) for one in row["points"])
    ours = tuple((one["text"], one["turn"], one["reply"]) for one in row.get("ours", ()))
    session = f"{row['session']} restated" if "session" in row else ""
    return Thread(
        row["id"], row["language"], turns_of(row), row["at"], points, drafts, ours, session
    )
