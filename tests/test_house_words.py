"""Both languages at once: no English without its German, and one German for one English."""

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import polib
import pytest

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).parent.parent
HEARD = ROOT / "heard"
PLACES = re.compile(r"%\(\w+\)s")
FORMAL = re.compile(r"(?:Sie|Ihnen|Ihr\w*)\b")
# Not "python -m": a room's own calendar.py would stand before the library's
DJANGO_ADMIN = str(Path(sys.executable).parent / "django-admin")


def catalogues() -> dict[str, polib.POFile]:
    return {
        path.parts[-5]: polib.pofile(str(path))
        for path in sorted(HEARD.glob("*/locale/de/LC_MESSAGES/django.po"))
    }


def informal() -> dict[str, polib.POFile]:
    """What is said otherwise to those who say du."""
    return {
        path.parts[-5]: polib.pofile(str(path))
        for path in sorted(HEARD.glob("*/locale/de_Informal/LC_MESSAGES/django.po"))
    }


def key(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt or ''}|{entry.msgid}"


def test_nothing_is_untranslated() -> None:
    missing = [
        f"{room}: {entry.msgid}"
        for room, catalogue in catalogues().items()
        for entry in catalogue
        if entry.fuzzy
        or not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    ]
    assert missing == []


@pytest.mark.slow
def test_the_catalogues_hold_what_the_rooms_say(tmp_path: Path) -> None:
    copied = tmp_path / "heard"
    shutil.copytree(HEARD, copied, ignore=shutil.ignore_patterns("*.pyc", "static", "weights"))
    stale = []
    for room, catalogue in catalogues().items():
        subprocess.run(
            [DJANGO_ADMIN, "makemessages", "-l", "de", "--no-location"],
            cwd=copied / room,
            env={"PATH": "/usr/bin:/bin"},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        fresh = polib.pofile(str(copied / room / "locale/de/LC_MESSAGES/django.po"))
        said = {key(entry) for entry in fresh if not entry.obsolete}
        known = {key(entry) for entry in catalogue if not entry.obsolete}
        stale += [f"{room}: {one}" for one in sorted(said - known)]
    assert stale == []


def test_rooms_that_speak_have_a_catalogue() -> None:
    speaking = set()
    for path in [*HEARD.rglob("*.py"), *HEARD.glob("*/templates/**/*.html")]:
        text = path.read_text()
        if "gettext" in text or "{% translate" in text or "{% blocktranslate" in text:
            speaking.add(path.relative_to(HEARD).parts[0])
    assert speaking - set(catalogues()) - {"config"} == set()


def test_one_english_has_one_german() -> None:
    germans: dict[str, set[str]] = defaultdict(set)
    for catalogue in catalogues().values():
        for entry in catalogue:
            if not entry.obsolete and entry.msgstr:
                germans[key(entry)].add(entry.msgstr)
    assert {k: v for k, v in germans.items() if len(v) > 1} == {}


def test_who_says_du_is_told_the_same_without_a_sie() -> None:
    assert informal()
    for room, catalogue in informal().items():
        formal = {key(entry): entry for entry in catalogues()[room] if not entry.obsolete}
        for entry in catalogue:
            assert key(entry) in formal, f"{room} says no longer: {entry.msgid}"
            assert set(PLACES.findall(entry.msgstr)) == set(PLACES.findall(entry.msgid))
            assert entry.msgstr != formal[key(entry)].msgstr
            assert not FORMAL.search(entry.msgstr), entry.msgstr


@pytest.mark.parametrize("told", ["de", "de_Informal"])
def test_the_compiled_catalogues_are_current(told: str) -> None:
    stale = []
    for room, catalogue in (catalogues() if told == "de" else informal()).items():
        compiled = polib.mofile(str(HEARD / room / f"locale/{told}/LC_MESSAGES/django.mo"))
        made = {key(entry): entry.msgstr for entry in compiled}
        for entry in catalogue:
            if not entry.obsolete and entry.msgstr and made.get(key(entry)) != entry.msgstr:
                stale.append(f"{room}: {entry.msgid}")
    assert stale == []
