"""The newer files of the corpus: each is a source of its own, with thresholds of its own.

What a stranger writes under the news is not graded against what a purchasing department writes.
Texts of one occasion stay in one part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from heard.judgement.weights import HEADS, SPOTTED

from .tasks import WRITTEN, Item, clean
from .threads import CORPUS, Thread, Turn, labelled, part_of, restated, rows, turns_of

BLOCK, POST = 10, 4
# Runs of texts that were written to one another, by the letters of their names.
TWINS = {
    "an": ((251, 334), (335, 398), (467, 512)),
    "dce": ((289, 290),),
    "dk": ((189, 190), (239, 241), (329, 330)),
    "ekd": ((139, 140),),
    "le": ((349, 350), (379, 380)),
    "len": ((329, 330),),
    "lge": ((19, 20), (88, 90), (119, 121), (159, 160), (179, 181)),
    "lif": ((228, 230), (309, 311), (439, 440)),
    "rdg": ((198, 200),),
    "reb": ((244, 246),),
    "reg": ((86, 87), (148, 150), (388, 391)),
    "sd": ((129, 130),),
}
TONES = ("sarcasm", "attitude")
KNOWN = {"answers": SPOTTED, "replies": HEADS, "tones": (*TONES, "warmth")}


@dataclass(frozen=True)
class Course:
    """A conversation with grades on both sides, oldest first: dispute, talk or mail."""

    name: str
    source: str
    language: str
    part: str
    turns: tuple[Turn, ...]


def written_items(parts: Sequence[str]) -> list[Item]:
    """All texts of these files that belong to one of `parts`."""
    found = [*_messages(), *(item for _, item in answers()), *_turns()]
    return [one for one in found if one.part in parts and one.text]


def courses() -> list[Course]:
    """Disputes and talks of several turns."""
    return [
        Course(
            row["id"],
            file.stem.split("-")[0],
            row["language"],
            part_of(_group(row, "disputes")),
            turns_of(row),
        )
        for file in sorted((CORPUS / "courses").glob("*.jsonl"))
        for row in rows(file)
    ]


def _messages() -> Iterator[Item]:
    """Messages with a grade, some with what is known of their tone."""
    for file in sorted((CORPUS / "messages").glob("*.jsonl")):
        for row in rows(file):
            known = TONES if "labels" in row else ()
            yield _item(row, file.stem.split("-")[0], known, grade=row["grade"])


def answers() -> Iterator[tuple[dict[str, Any], Item]]:
    """Answers of ours with labels: the row of the file, and what is known of the text."""
    for source, known in KNOWN.items():
        for file in sorted((CORPUS / "answers").glob(f"{source}*.jsonl")):
            for row in rows(file):
                yield row, _item(row, source, known)


def _item(row: dict[str, Any], source: str, known: Sequence[str], grade: int = -1) -> Item:
    labels = labelled(row["labels"], known) if known else {}
    part, text = part_of(_group(row, source)), clean(row["text"])
    return Item(
        text, source, part, row["language"], grade=grade, labels=labels, weight=WRITTEN[source]
    )


def _turns() -> Iterator[Item]:
    told: dict[str, Sequence[Course | Thread]] = {
        "disputes": [one for one in courses() if one.source != "mail"],
        "restated": [
            *(one for one in courses() if one.source == "mail"),
            *(restated("sessions") + restated("business") + restated("letters")),
        ],
    }
    for source, found in told.items():
        for one in found:
            for turn in one.turns:
                if turn.grade >= 0:
                    yield Item(
                        clean(turn.text), source, one.part, one.language, grade=turn.grade,
                        weight=WRITTEN[source],
                    )  # fmt: skip


def _group(row: dict[str, Any], source: str) -> str:
    """What stays together: a ladder, a set, the answers to one post (told by its first words, for
    it is not always given in full), else neighbours in a file."""
    post = " ".join(row.get("before", "").lower().split()[:POST])
    together = row.get("ladder") or row.get("set") or post or neighbours(row["id"])
    return f"{together} {source}"


def neighbours(name: str) -> str:
    """The block of a file that a text belongs to; what was written together stays together."""
    kind, number = name.split("-")[0], int(name.split("-")[1])
    twins = [first for first, last in TWINS.get(kind, ()) if first <= number <= last]
    return f"{kind}-{twins[0]}" if twins else f"{kind}-{number // BLOCK}"
