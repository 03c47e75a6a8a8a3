"""Texts of the public sets that we graded anew, by what the judgement means with its words.

A set says rude or not, hateful or not, felt this or that. Here the same texts carry our five grades
and our labels of tone. Only names and labels lie in the corpus; the texts stay in their sets.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from . import sources
from .tasks import REGRADED, Item, clean
from .threads import CORPUS, part_of, rows

TONES = ("sarcasm", "attitude", "warmth")
SHORTEST = 12
Told = tuple[str, str, str]  # text, part, language


@cache
def regraded_items(folder: Path, parts: tuple[str, ...]) -> tuple[Item, ...]:
    """Those that belong to one of `parts`: the part that their set gives to each text."""
    return tuple(one for one in _all(folder) if one.part in parts)


def _all(folder: Path) -> Iterator[Item]:
    for source, (name, read) in SETS.items():
        texts = read(folder / name)
        for row in rows(CORPUS / "regraded" / f"{name}.jsonl"):
            text, part, language = texts[row["id"]]
            labels = {tone: float(tone in row["labels"]) for tone in TONES}
            if len(text) > SHORTEST:
                yield Item(
                    text, source, part, language,
                    grade=row["grade"], labels=labels, weight=REGRADED[source],
                )  # fmt: skip


def _germeval(folder: Path) -> dict[str, Told]:
    return {one.group: (clean(one.text), one.part, "de") for one in sources.germeval(folder)}


def _acts(folder: Path) -> dict[str, Told]:
    return {
        name: (clean(text.replace("|LBR|", " ")), sources.public_part("acts", tweet), "de")
        for name, tweet, text, _ in sources.tweet_sentences(folder)
    }


def _goemotions(folder: Path) -> dict[str, Told]:
    found = {}
    for part in ("train", "test"):
        lines = (folder / f"{part}.tsv").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            found[f"{part}{number}"] = (clean(line.split("\t")[0]), part, "en")
    return found


def _developers(folder: Path) -> dict[str, Told]:
    return {
        str(number): (clean(row["comment_body"], 700), part_of(f"gh-{row['issue_id']}"), "en")
        for number, row in enumerate(sources.table(folder / "annotated_comment_level.csv"))
    }


def _requests(folder: Path) -> dict[str, Told]:
    return {
        name: (clean(text.replace("|LBR|", " ")), part_of(f"politeness-{name}"), "en")
        for text, _, name in sources.requests(folder)
    }


def _replies(folder: Path) -> dict[str, Told]:
    return {
        row["ResponseId"]: (clean(row["text"]), "train", "en")
        for row in sources.table(folder / "CRstudy1A.csv")
    }


SETS: dict[str, tuple[str, Callable[[Path], dict[str, Told]]]] = {
    "tweets again": ("germeval2018", _germeval),
    "acts again": ("german-speech-acts", _acts),
    "forum again": ("goemotions", _goemotions),
    "developers again": ("gh-incivility", _developers),
    "requests again": ("stanford-politeness", _requests),
    "receptive again": ("receptiveness", _replies),
}
