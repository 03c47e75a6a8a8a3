"""The labelled texts of the public sets, each brought to the scales of the judgement.

Public sets are small help beside the project's own corpus: they know rude words, thanks and
politeness, but no business. Their labels are mapped here and nowhere else.
"""

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .threads import part_of

OWN = "own"
LONGEST = 4000  # characters of a comment; its grade and its labels are joined by its text
csv.field_size_limit(10_000_000)


@dataclass(frozen=True)
class Example:
    """A text with its grade or its labels; `group` is held out as a whole."""

    text: str
    source: str
    group: str
    language: str
    grade: int = -1
    labels: frozenset[str] = frozenset()
    known: frozenset[str] = field(default_factory=frozenset)

    @property
    def part(self) -> str:
        return public_part(self.source, self.group)


def public_part(source: str, group: str) -> str:
    """The part of a text of a public set: what the set keeps for its test is test here as well."""
    if group.startswith("test"):
        return "test"
    return part_of(f"{'germeval' if source == 'acts' else source}-{group}")


def graded(folder: Path) -> list[Example]:
    """Public texts with a grade of heat, at most a few thousand of each set (fixed seed)."""
    found: list[Example] = []
    for name, limit, read in (
        ("gh-incivility", 6000, gh_heat),
        ("goemotions", 9000, _goemotions),
        ("germeval2018", 8600, germeval),
        ("gahd", 5000, _gahd),
        ("german-speech-acts", 2000, _speech_acts),
        ("stanford-politeness", 5000, _politeness_heat),
    ):
        examples = list(read(folder / name))
        random.Random(7).shuffle(examples)
        found += examples[:limit]
    return found


def toned(folder: Path) -> list[Example]:
    """Public texts with labels of tone."""
    found: list[Example] = []
    for name, limit, read in (
        ("isarcasmeval", 5000, isarcasm),
        ("gh-incivility", 3000, gh_tone),
        ("stanford-politeness", 5000, _politeness_tone),
        ("receptiveness", 2000, _receptiveness),
    ):
        examples = list(read(folder / name))
        random.Random(7).shuffle(examples)
        found += examples[:limit]
    return found


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a file with a line of names."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def gh_heat(folder: Path) -> Iterator[Example]:
    grades = {"None": 1, "Irony": 2, "Impatience": 2, "Entitlement": 2, "Bitter frustration": 3}
    grades |= {"Mocking": 3, "Vulgarity": 3, "Insulting": 4, "Threat": 4}
    for row in table(folder / "annotated_comment_level.csv"):
        grade = grades.get(row["tbdf"], 4)
        yield Example(row["comment_body"][:LONGEST], "gh", row["issue_id"], "en", grade=grade)


def gh_tone(folder: Path) -> Iterator[Example]:
    sarcastic = {"Irony", "Mocking"}
    attitude = {"Impatience", "Entitlement", "Mocking", "Insulting"}
    calm = 0
    for row in table(folder / "annotated_comment_level.csv"):
        kind = row["tbdf"]
        calm += kind == "None"
        if kind == "None" and calm % 4:
            continue
        labels = {"sarcasm"} if kind in sarcastic else set[str]()
        labels |= {"attitude"} if kind in attitude else set()
        known = frozenset({"sarcasm", "attitude"})
        text = row["comment_body"][:LONGEST]
        yield Example(text, "gh", row["issue_id"], "en", labels=frozenset(labels), known=known)


FELT = {
    **dict.fromkeys(("gratitude", "joy", "love", "admiration", "caring", "relief"), 0),
    **dict.fromkeys(("approval", "curiosity", "realization", "neutral"), 1),
    **dict.fromkeys(("annoyance", "disappointment", "disapproval"), 2),
    **dict.fromkeys(("anger", "disgust"), 3),
}


def _goemotions(folder: Path) -> Iterator[Example]:
    names = (folder / "labels.txt").read_text(encoding="utf-8").split()
    with (folder / "train.tsv").open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            text, ids, _ = line.rstrip("\n").split("\t")
            kinds = [names[int(one)] for one in ids.split(",")]
            if len(kinds) == 1 and kinds[0] in FELT and (kinds[0] != "neutral" or not number % 3):
                yield Example(text, "goemotions", str(number), "en", grade=FELT[kinds[0]])


def germeval(folder: Path) -> Iterator[Example]:
    grades = {"OTHER": 1, "PROFANITY": 3, "INSULT": 3, "ABUSE": 3}
    for part in ("training", "test"):
        path = folder / f"germeval2018.{part}.txt"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            text, _, fine = line.split("\t")
            text = text.replace("|LBR|", "\n")
            yield Example(text, "germeval", f"{part}{number}", "de", grade=grades[fine.strip()])


def _gahd(folder: Path) -> Iterator[Example]:
    for row in table(folder / "gahd.csv"):
        grade = 3 if row["label"] == "1" else 1
        yield Example(row["text"], "gahd", row["gahd_id"], "de", grade=grade)


def _speech_acts(folder: Path) -> Iterator[Example]:
    grades = {"THANK": 0, "REJOICE": 0, "REQUEST": 1, "ASSERT": 1, "GREET": 1, "SUGGEST": 1}
    grades |= {"COMPLAIN": 2, "REQUIRE": 2, "THREAT": 4}
    for _, tweet, text, act in tweet_sentences(folder):
        grade = grades.get(act)
        if grade is not None and len(text) > 12:
            yield Example(text.replace("|LBR|", " "), "acts", tweet, "de", grade=grade)


@cache
def tweet_sentences(folder: Path) -> tuple[tuple[str, str, str, str], ...]:
    """The sentences of the tweets: name, tweet, text, speech act. They were cut from GermEval's,
    so that a tweet has the name that it has there."""
    tweets = json.loads((folder / "version_1-1.json").read_text(encoding="utf-8"))
    whole = {one.group: _bare(one.text) for one in germeval(folder.parent / "germeval2018")}
    found = []
    for name, row in tweets.items():
        said = row["tweet"]["sentences"]
        longest = max((_bare(one["text"]) for one in said.values()), key=len, default="")
        tweet = next((group for group, text in whole.items() if longest and longest in text), name)
        found += [(f"{name}{k}", tweet, one["text"], one["fine"]) for k, one in said.items()]
    return tuple(found)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.replace("|LBR|", "")).lower()


def requests(folder: Path) -> Iterator[tuple[str, float, str]]:
    for part in ("wikipedia", "stack-exchange"):
        for number, row in enumerate(table(folder / f"{part}.annotated.csv")):
            yield row["Request"], float(row["Normalized Score"]), f"{part}{number}"


def _politeness_heat(folder: Path) -> Iterator[Example]:
    for text, score, name in requests(folder):
        if abs(score) > 0.4:
            grade = 0 if score > 0 else (2 if score < -0.8 else 1)
            yield Example(text, "politeness", name, "en", grade=grade)


def _politeness_tone(folder: Path) -> Iterator[Example]:
    for text, score, name in requests(folder):
        if abs(score) > 0.6:
            labels = frozenset({"warmth"} if score > 0 else {"attitude"})
            known = frozenset({"attitude", "warmth"})
            yield Example(text, "politeness", name, "en", labels=labels, known=known)


def isarcasm(folder: Path) -> Iterator[Example]:
    known = frozenset({"sarcasm"})
    for number, row in enumerate(table(folder / "train" / "train.En.csv")):
        name, sarcastic = f"train{number}", row["sarcastic"] == "1"
        labels = known if sarcastic else frozenset[str]()
        yield Example(row["tweet"], "isarcasm", name, "en", labels=labels, known=known)
        if sarcastic and row["rephrase"]:
            yield Example(row["rephrase"], "isarcasm", name, "en", known=known)
    for number, row in enumerate(table(folder / "test" / "task_A_En_test.csv")):
        labels = known if row["sarcastic"] == "1" else frozenset[str]()
        yield Example(row["text"], "isarcasm", f"test{number}", "en", labels=labels, known=known)


def ratings(folder: Path) -> dict[str, float]:
    """The mean receptiveness rating of each text by other people."""
    given: dict[str, list[float]] = defaultdict(list)
    for row in table(folder / "CRstudy1B.csv"):
        value = float(row["otherRating"] or "nan")
        if value == value:
            given[row["targetID"]].append(value)
    return {name: sum(values) / len(values) for name, values in given.items()}


def _receptiveness(folder: Path) -> Iterator[Example]:
    known = frozenset({"attitude", "warmth"})
    rated = ratings(folder)
    for row in table(folder / "CRstudy1A.csv"):
        mean = rated.get(row["ResponseId"], 4.5)
        if not 3.9 <= mean <= 4.8:
            labels = frozenset({"warmth"} if mean > 4.8 else {"attitude"})
            yield Example(row["text"], "receptive", row["issue"], "en", labels=labels, known=known)
    for number, row in enumerate(table(folder / "CWstudy1.csv")):
        labels = frozenset({"warmth"}) if row["warm"] == "TRUE" else frozenset[str]()
        known = frozenset({"warmth"})
        yield Example(row["message"], "bargain", f"cw{number}", "en", labels=labels, known=known)
