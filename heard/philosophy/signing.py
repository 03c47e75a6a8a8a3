"""What is asked before a version is signed: one scene for each clause that is new to a person."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from heard.people.models import Colleague
from heard.philosophy.deck import LANGUAGES, Scene, deck, is_the_starters, written
from heard.philosophy.models import Card, Clause, SceneAnswer, SignOff, Version
from heard.philosophy.questions import versions_signed_as

MEANING = ("title_en", "title_de", "text_en", "text_de", "rule", "level", "parameters")


def meaning(clause: Clause) -> str:
    """SHA-256 of what a clause demands; reasons, examples and the margin explain it only."""
    said = [clause.number, *(getattr(clause, name) for name in MEANING)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changed(version: Version, before: Version | None) -> list[Clause]:
    """The clauses of `version` that mean something else than before; all without a before."""
    known = {meaning(clause) for clause in before.clauses.all()} if before else set()
    clauses = version.clauses.select_related("version")
    return [clause for clause in clauses if meaning(clause) not in known]


def signed_before(version: Version, colleague: Colleague) -> Version | None:
    """The latest version that this colleague stands by, earlier than `version`."""
    last = (
        SignOff.objects.filter(colleague=colleague, version__number__lt=version.number)
        .select_related("version")
        .order_by("-version__number")
        .first()
    )
    return last.version if last else None


def scenes_for(clauses: Iterable[Clause], language: str) -> dict[int, Scene]:
    """Clause number → the scene that asks about it: the company's, or a starter card if the clause
    still says what the starter says. Written in one language only, it is asked in that one."""
    wanted = list(clauses)
    own, found = _written_for(wanted), {}
    starters: dict[int, Scene] = {}
    for scene in reversed(deck(language)):
        starters[scene.clause] = scene
    for clause in wanted:
        row = next(
            (
                own[clause.number, one]
                for one in (language, *LANGUAGES)
                if (clause.number, one) in own
            ),
            None,
        )
        if row is not None:
            found[clause.number] = written(row)
        elif clause.number in starters and is_the_starters(clause):
            found[clause.number] = starters[clause.number]
    return found


def _written_for(clauses: list[Clause]) -> dict[tuple[int, str], Card]:
    """(Clause number, language) → the latest scene of a version whose clause means the same."""
    known = {clause.number: meaning(clause) for clause in clauses}
    latest = max((clause.version.number for clause in clauses), default=0)
    rows = Card.objects.filter(version__number__lte=latest, clause_number__in=known, off_at=None)
    found: dict[tuple[int, str], Card] = {}
    for row in rows.select_related("version").order_by("version__number"):
        assert row.version is not None
        then = row.version.clauses.filter(number=row.clause_number).first()
        if then is not None and meaning(then) == known[row.clause_number]:
            found[row.clause_number, row.language] = row
    return found


def asked(version: Version, colleague: Colleague) -> list[tuple[Clause, Scene]]:
    """Every scene between this colleague and a signature under `version`, answered or not."""
    if version.minor and signed_before(version, colleague):
        return []
    clauses = changed(version, signed_before(version, colleague))
    scenes = scenes_for(clauses, colleague.language)
    return [(one, scenes[one.number]) for one in clauses if one.number in scenes]


def still_asked(version: Version, colleague: Colleague) -> list[tuple[Clause, Scene]]:
    """… without those answered already."""
    answered = set(
        SceneAnswer.objects.filter(colleague=colleague).values_list("clause_number", "digest")
    )
    return [
        (clause, scene)
        for clause, scene in asked(version, colleague)
        if (clause.number, meaning(clause)) not in answered
    ]


def without_a_scene(draft: Version) -> list[Clause]:
    """Clauses that a major draft changes and no scene in either language asks about."""
    if draft.minor:
        return []
    clauses = changed(draft, Version.latest())
    scenes = {**scenes_for(clauses, "de"), **scenes_for(clauses, "en")}
    return [clause for clause in clauses if clause.number not in scenes]


def asked_since(version: Version, colleague: Colleague) -> datetime:
    """Since when a signature under this version is waited for: its first day, or theirs."""
    first = versions_signed_as(version)[-1]
    return max(first.valid_from or first.created_at, colleague.joined_at)


@dataclass(frozen=True)
class Asked:
    """A clause that a draft changes, and the scenes that will ask about it."""

    clause: Clause
    own: dict[str, bool]  # language → the company wrote a scene with this draft
    scenes: list[Scene]  # … and these are their words, to be read before publishing
    from_starter: bool


def scenes_of(draft: Version) -> list[Asked]:
    """What will be asked before the draft's signatures, clause by clause; nothing if minor."""
    if draft.minor:
        return []
    clauses = changed(draft, Version.latest())
    own, scenes = _written_for(clauses), scenes_for(clauses, "en")
    result = []
    for clause in clauses:
        rows = {one: own.get((clause.number, one)) for one in LANGUAGES}
        there = {language: row is not None for language, row in rows.items()}
        known = not any(there.values()) and clause.number in scenes
        told = [written(row) for row in rows.values() if row is not None]
        result.append(Asked(clause, there, told, from_starter=known))
    return result
