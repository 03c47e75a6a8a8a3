"""The scenes there are: those the project wrote, and what a company made of them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Q

from heard.philosophy import wording
from heard.philosophy.models import Card, Clause, Version

CARDS = Path(__file__).parent / "cards"
LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Answer:
    """One thing a person might do first, and why it is good or why it is not."""

    text: str
    why: str
    best: bool


@dataclass(frozen=True)
class Scene:
    """What happens, and three or four answers of which one is the best.

    key: "en:late-lorry" of a starter card, "own:12" of the company's own.
    """

    key: str
    clause: int
    language: str
    text: str
    answers: tuple[Answer, ...]


@cache
def starter_cards(language: str) -> dict[str, Scene]:
    """The project's own cards in this language, by key, in the order of the file."""
    with (CARDS / f"{language}.toml").open("rb") as file:
        told = tomllib.load(file)["card"]
    return {f"{language}:{card['key']}": _told(card, language) for card in told}


def _told(card: dict[str, object], language: str) -> Scene:
    answers = card["answer"]
    assert isinstance(answers, list)
    return Scene(
        key=f"{language}:{card['key']}",
        clause=int(str(card["clause"])),
        language=language,
        text=str(card["scene"]).strip(),
        answers=tuple(
            Answer(one["text"].strip(), one["why"].strip(), bool(one.get("best")))
            for one in answers
        ),
    )


def written(card: Card) -> Scene:
    """A row of the company's as a scene."""
    return Scene(
        key=card.key,
        clause=card.clause_number,
        language=card.language,
        text=card.scene,
        answers=tuple(
            Answer(one["text"], one["why"], place == card.best)
            for place, one in enumerate(card.answers)
        ),
    )


def all_scenes(language: str) -> Iterator[tuple[Scene, Card | None]]:
    """Every scene of this language that is not of an unpublished draft, switched off or not."""
    rows = list(
        Card.objects.filter(Q(version=None) | ~Q(version__published_at=None), language=language)
    )
    instead = {row.starter: row for row in rows if row.starter}
    for key, scene in starter_cards(language).items():
        row = instead.get(key)
        yield (written(row), row) if row else (scene, None)
    for row in rows:
        if not row.starter:
            yield written(row), row


def deck(language: str) -> list[Scene]:
    """What can be dealt in this language: switched on, and fitting a clause in force."""
    version = Version.in_force()
    clauses = {clause.number: clause for clause in version.clauses.all()} if version else {}
    return [
        scene
        for scene, row in all_scenes(language)
        if scene.clause in clauses
        and not (row and row.off_at)
        and (_is_own(row) or _still_means(clauses[scene.clause]))
    ]


def _is_own(row: Card | None) -> bool:
    return row is not None and not row.starter


def found(key: str) -> tuple[Scene, Card | None] | None:
    """The scene with this key as it stands now, switched off or not; None once it is gone."""
    for language in LANGUAGES:
        for scene, row in all_scenes(language):
            if scene.key == key:
                return scene, row
    return None


def scene_of(key: str) -> Scene | None:
    """The scene with this key as it stands now, or None once it is gone or switched off."""
    scene, row = found(key) or (None, None)
    return None if row and row.off_at else scene


@cache
def _starter_clauses() -> dict[int, dict[str, object]]:
    return {int(str(one["number"])): one for one in wording.read(wording.STARTER)}


def _still_means(clause: Clause) -> bool:
    """Whether a clause is still about what the starter's clause of this number is about."""
    starter = _starter_clauses().get(clause.number)
    if starter is None:
        return False
    return not clause.rule or not starter.get("rule") or clause.rule == starter["rule"]


def is_the_starters(clause: Clause) -> bool:
    """Whether a clause says, in both languages, just what the starter says."""
    starter = _starter_clauses().get(clause.number, {})
    return all(
        getattr(clause, name) == starter.get(name)
        for name in ("title_en", "title_de", "text_en", "text_de")
    )
