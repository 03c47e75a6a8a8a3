"""The text of a version as data: read from a file, copied, hashed."""

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from heard.philosophy.models import Clause, Version

STARTER = Path(__file__).parent / "starter.toml"
PARTS = ("title", "text", "reason", "so", "not_so", "margin")
WORDS = tuple(f"{part}_{language}" for part in PARTS for language in ("en", "de"))
FIELDS = ("number", *WORDS, "rule", "level", "parameters")


def read(path: Path) -> list[dict[str, Any]]:
    """The clauses of a TOML file as fields of `Clause`; what a clause leaves out stays empty."""
    with path.open("rb") as file:
        found = tomllib.load(file)["clause"]
    return [{key: _tidy(row[key]) for key in FIELDS if key in row} for row in found]


@cache
def starter() -> list[dict[str, Any]]:
    """The clauses of the text that a house begins with."""
    return read(STARTER)


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def fields_of(clause: Clause) -> dict[str, Any]:
    return {name: getattr(clause, name) for name in FIELDS}


def digest_of(version: Version) -> str:
    """SHA-256 of every word, rule, level and parameter: what sign-offs and approvals bind to."""
    said = [fields_of(clause) for clause in version.clauses.order_by("number")]
    text = json.dumps([version.number, version.minor, said], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_to_read(draft: Version) -> str:
    """SHA-256 of all that a second person reads before publishing: the text, and with it the
    scenes that ask before signing. A draft without scenes is its text alone."""
    asked = [
        [card.clause_number, card.language, card.scene, card.answers, card.best, bool(card.off_at)]
        for card in draft.scenes.order_by("clause_number", "language")
    ]
    if not asked:
        return digest_of(draft)
    text = json.dumps([digest_of(draft), asked], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
