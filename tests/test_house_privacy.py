"""Another account on the same machine reads nothing of the house."""

import io
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.servers import ROOT


def heard(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command under the usual umask."""
    return subprocess.run(
        [sys.executable, "-m", "heard", *arguments],
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith(("HEARD_", "DJANGO_"))},
            "HEARD_DATA": str(folder),
        },
        cwd=ROOT, umask=0o022, capture_output=True, text=True,
    )  # fmt: skip


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.slow
@pytest.mark.anywhere
def test_a_new_house_is_private_and_an_older_one_becomes_so(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    heard(folder, "list")
    database = folder / "heard.sqlite3"
    assert (mode(folder), mode(database)) == (0o700, 0o600)
    folder.chmod(0o755)
    (folder / "files").mkdir(mode=0o755)
    left = [database, folder / "heard.sqlite3-wal", folder / "heard.sqlite3.old"]
    for one in left:
        one.touch()
        one.chmod(0o644)
    heard(folder, "list")
    assert {mode(one) for one in left if one.exists()} == {0o600}
    assert (mode(folder / "files"), mode(folder)) == (0o700, 0o755)


@pytest.mark.anywhere
@pytest.mark.django_db
def test_the_doctor_says_what_others_can_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "heard.sqlite3").touch(0o644)
    (tmp_path / "heard.sqlite3").chmod(0o644)
    said = io.StringIO()
    with override_settings(DATA=tmp_path):
        with pytest.raises(CommandError, match="privacy"):
            call_command("doctor", stdout=said)
        assert "LOOK  privacy: others can read heard.sqlite3 in" in said.getvalue()
        tmp_path.chmod(0o700)
        with suppress(CommandError):  # of an empty house there is more to say
            call_command("doctor", stdout=said)
    assert "well  privacy: others read nothing" in said.getvalue()
