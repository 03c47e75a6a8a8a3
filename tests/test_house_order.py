"""The house stays clear: look back along the way, write only in acts, one map of events."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from heard.config import settings as house_settings
from heard.config.way import follows, page
from heard.config.wiring import WIRING

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).parent.parent
HEARD = ROOT / "heard"
ROOMS = house_settings.ROOMS
LEVEL = {room: number for number, room in enumerate(ROOMS)}
LEVEL["judgement"] = LEVEL["mail"]
WRITING = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create",
}  # fmt: skip
# The journal's own machinery: leases and marks of errands are not acts of anyone
MAY_WRITE = {"journal/worker.py", "journal/leases.py"}
PREPARED = {"insert", "insert_all", "rewrite"}  # journal.prepared


def python_files() -> Iterator[Path]:
    for path in HEARD.rglob("*.py"):
        if "/migrations/" not in str(path):
            yield path


def test_foreign_keys_look_back() -> None:
    ahead = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or not isinstance(target, type):
                continue
            here, there = model._meta.app_label, target._meta.app_label  # type: ignore[attr-defined]
            if here in LEVEL and there in LEVEL and LEVEL[there] > LEVEL[here]:
                ahead.append(f"{model.__name__}.{field.name} → {there}")
    assert ahead == []


def test_templates_look_back() -> None:
    ahead = []
    for path in HEARD.glob("*/templates/**/*"):
        room = path.relative_to(HEARD).parts[0]
        if not path.is_file():
            continue
        for name in re.findall(r"{%\s*(?:extends|include)\s+\"(\w+)/", path.read_text()):
            if name in LEVEL and LEVEL[name] > LEVEL[room]:
                ahead.append(f"{path.relative_to(HEARD)} → {name}")
    assert ahead == []


def writes(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in PREPARED:
            yield node.lineno
        if not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in WRITING:
            continue
        owner = ast.unparse(node.func.value)
        if "objects" in owner or node.func.attr in {"save", "bulk_create", "bulk_update"}:
            yield node.lineno


def test_only_acts_write() -> None:
    found = []
    for path in python_files():
        name = str(path.relative_to(HEARD))
        if name in MAY_WRITE or path.name == "acts.py" or "/acts/" in name or "storage" in name:
            continue
        for line in writes(ast.parse(path.read_text())):
            source = path.read_text().splitlines()[line - 1]
            prepared = any(f"{word}(" in source for word in PREPARED)
            if "default_storage" not in source and (".objects" in source or prepared):
                found.append(f"{name}:{line}")
    assert found == []


def test_views_are_imported_by_their_urls_only() -> None:
    found = []
    for path in python_files():
        if path.name.endswith("urls.py") or "/views/" in str(path):
            continue
        for line in path.read_text().splitlines():
            if re.match(r"\s*(from heard\.\w+ import .*\bviews\b|from heard\.\w+\.views)", line):
                found.append(f"{path.relative_to(HEARD)}: {line.strip()}")
    assert found == []


def test_time_comes_from_the_clock() -> None:
    exempt = {
        "journal/clock.py",
        "journal/leases.py",
        "journal/models.py",
        "look/templatetags/said.py",
    }
    found = [
        str(path.relative_to(HEARD))
        for path in python_files()
        if str(path.relative_to(HEARD)) not in exempt
        and re.search(r"timezone\.now\(|datetime\.now\(|auto_now", path.read_text())
    ]
    assert found == []


def test_nothing_goes_in_circles() -> None:
    """No event can lead back to itself through the reactions to it."""
    after = {
        verb: {one for verbs in reactions.values() for one in verbs}
        for verb, reactions in follows().items()
    }

    def reached(verb: str, seen: set[str]) -> set[str]:
        for following in after[verb]:
            if following not in seen:
                seen.add(following)
                reached(following, seen)
        return seen

    circles = [verb for verb in after if verb in reached(verb, set())]
    assert circles == []


def test_the_map_of_the_way_is_current() -> None:
    assert (ROOT / "docs/way.md").read_text() == page(), "heard way > docs/way.md"


def test_every_recorded_verb_is_on_the_map() -> None:
    said = set()
    for path in python_files():
        said |= set(re.findall(r"verb=\"([a-z_]+\.[a-z_]+)\"", path.read_text()))
    assert said - set(WIRING) == set()


def test_every_event_is_described() -> None:
    missing = [
        verb
        for verb in WIRING
        if f"`{verb}`" not in (ROOT / f"docs/rooms/{verb.split('.')[0]}.md").read_text()
    ]
    assert missing == []


def test_every_room_has_its_page() -> None:
    assert [r for r in ROOMS if not (ROOT / f"docs/rooms/{r}.md").exists()] == []


def test_every_setting_is_described() -> None:
    source = (HEARD / "config/settings.py").read_text()
    names = set(re.findall(r"env(?:int|bool|list|secret|word)?\(\s*\"([A-Z_]+)\"", source))
    described = (ROOT / "docs/settings.md").read_text()
    assert [name for name in sorted(names) if f"`HEARD_{name}`" not in described] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_exceptions_to_the_rules_have_reasons() -> None:
    found = []
    for folder in ("heard", "tests", "training"):
        for path in (ROOT / folder).rglob("*.py"):
            if "/migrations/" in str(path) or path == Path(__file__):
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                bare = re.search(r"#\s*(type: ignore(\[[\w, -]+\])?|noqa(: [\w, ]+)?)\s*$", line)
                if bare:
                    found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


@pytest.mark.slow
def test_no_address_of_a_registry_is_committed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"uv.lock", "pylock.toml"} & {Path(name).name for name in tracked}
    for name in (name for name in tracked if name.startswith("requirements/")):
        assert "://" not in (ROOT / name).read_text(), name


def test_nothing_is_larger_than_the_weights() -> None:
    found = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    large = {name for name in found if (ROOT / name).stat().st_size > 10_000_000}
    assert large == {"heard/judgement/weights/encoder.onnx"}


def test_fields_of_money_and_models_have_words() -> None:
    """Every model says what it is, so that an error names a thing and no object at 0x…"""
    silent = [
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in LEVEL and model.__str__ is models.Model.__str__
    ]
    assert silent == []


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
