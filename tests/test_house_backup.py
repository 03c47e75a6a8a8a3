"""A house is put back from its backup, in the very steps that the docs show."""

import json
import os
import pwd
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.firm import FRIENDLY
from tests.servers import ROOT, Commands

pytestmark = pytest.mark.slow
Said = subprocess.CompletedProcess[str]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def mail(subject: str) -> bytes:
    return f"From: petra@quandt.example\nSubject: {subject}\n\n{FRIENDLY}".encode()


def subjects(heard: Commands) -> set[str]:
    return {one["subject"] for one in json.loads(heard("list", "--json"))}


@pytest.fixture
def house(tmp_path: Path) -> dict[str, str]:
    """The environment of a house with an embedded database."""
    ours = ("HEARD_", "DJANGO_")
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(ours)},
        "HEARD_DATA": str(tmp_path / "house"),
        "HEARD_LOG_LEVEL": "ERROR",
    }


@contextmanager
def written_to(database: Path) -> Iterator[None]:
    """Somebody writes into it all the time."""
    ended = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=20)) as line:
            line.execute("CREATE TABLE line (number)")
            while not ended.wait(0.02):
                line.execute("INSERT INTO line VALUES (1)")

    writer = threading.Thread(target=write)
    writer.start()
    yield
    ended.set()
    writer.join()


def left_by_a_kill(database: Path) -> None:
    """Something was written, stands in the log beside the database, and nobody cleared up."""
    written = (
        "import os, sqlite3, sys; line = sqlite3.connect(sys.argv[1]);"
        "line.execute('CREATE TABLE late AS SELECT * FROM journal_entry'); line.commit();"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", written, str(database)], check=True)
    assert database.with_name("heard.sqlite3-wal").stat().st_size > 0


@pytest.mark.anywhere
def test_a_copy_made_while_others_write_takes_the_place_of_what_came_after(
    house: dict[str, str], tmp_path: Path
) -> None:
    copy, database = tmp_path / "copy", tmp_path / "house" / "heard.sqlite3"
    with Commands(house) as heard:
        (tmp_path / "one").write_bytes(mail("Vorher"))
        heard("import", str(tmp_path / "one"), "--mailbox", "Service")
        heard("worker", "--until-idle")
        with written_to(database):
            head = json.loads(heard("backup", str(copy), "--json"))["head"]
            code, _said, refused = heard.run("restore", str(copy))
            assert code == 1 and "running" in refused
        heard("receive", "--mailbox", "Service", given=mail("Nachher"))
        heard("worker", "--until-idle")
        assert subjects(heard) == {"Vorher", "Nachher"}
        code, _said, refused = heard.run("backup", str(copy))
        assert code == 1 and "kept" in refused
    left_by_a_kill(database)
    with Commands(house) as heard:
        kept = heard("restore", str(copy))
        assert subjects(heard) == {"Vorher"}
        assert json.loads(heard("journal", "verify", "--head", head, "--json"))["faults"] == []
        heard("restore", next(word for word in kept.split() if ".until-" in word).rstrip(":"))
        assert subjects(heard) == {"Vorher", "Nachher"}, "what was there was kept whole"


@pytest.mark.anywhere
def test_what_is_no_whole_copy_changes_nothing(house: dict[str, str], tmp_path: Path) -> None:
    copy, broken = tmp_path / "copy", tmp_path / "broken"
    with Commands(house) as heard:
        heard("backup", str(copy))
        content = copy.read_bytes()
        with closing(sqlite3.connect(tmp_path / "other")) as other:
            other.execute("CREATE TABLE other (number)")
        for made in (b"nothing of the kind", content[: len(content) // 2], b""):
            broken.write_bytes(made)
            code, _said, refused = heard.run("restore", str(broken))
            assert code == 1 and "Nothing was changed" in refused, refused
        for file in ("other", "gone"):
            code, _said, refused = heard.run("restore", str(tmp_path / file))
            assert code == 1 and "Nothing was changed" in refused, refused
    left = {one.name for one in (tmp_path / "house").glob("heard.sqlite3*")}
    assert left == {"heard.sqlite3"}


def test_another_database_has_tools_of_its_own(own_house: dict[str, str], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with Commands(own_house) as heard:
        for command in ("backup", "restore"):
            code, _said, refused = heard.run(command, str(copy))
            if own_house.get("HEARD_DATABASE_URL"):
                assert code == 1 and "PostgreSQL" in refused and not copy.exists()
            else:
                assert code == 0, refused


def shown(heading: str, number: int = 0) -> str:
    """A block of commands below a heading of the docs."""
    part = OPERATIONS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", part, re.S)
    return blocks[number]


def moved_to(folder: Path, commands: str) -> str:
    """The same commands for a machine that lies in this folder, with our account for theirs."""
    account = pwd.getpwuid(os.getuid()).pw_name
    here = commands.replace("/opt/heard/.venv/bin/heard", f"{sys.executable} -m heard")
    here = re.sub(r"/(etc|backup|var/lib)/", rf"{folder}/\1/", here)
    return re.sub(r"(-u|=|-R) heard\b", rf"\1 {account}", here)


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[str], Said]:
    """Runs commands of the docs on a machine on which the house is set up as they say."""
    for name in ("bin", "etc", "backup", "var/lib/heard"):
        (tmp_path / name).mkdir(parents=True)
    for name, content in {
        "bin/heard": shown("One machine", number=2),
        "bin/systemctl": "#!/bin/sh\n",
        "etc/heard.env": shown("One machine", number=1),
        "etc/heard.key": "only-for-tests",
        "etc/heard.smtp": "quiet",
    }.items():
        (tmp_path / name).write_text(moved_to(tmp_path, content))
        (tmp_path / name).chmod(0o755 if name.startswith("bin") else 0o640)

    def do(commands: str) -> Said:
        return subprocess.run(
            ["sh", "-e", "-c", moved_to(tmp_path, commands)],
            env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "HEARD_LOG_LEVEL": "ERROR"},
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip

    return do


@pytest.mark.anywhere
def test_the_steps_of_the_docs_bring_a_house_back(
    machine: Callable[[str], Said], tmp_path: Path
) -> None:
    (tmp_path / "one").write_bytes(mail("Vorher"))

    def done(commands: str) -> str:
        said = machine(commands)
        assert said.returncode == 0, said.stdout + said.stderr
        return said.stdout

    done(shown("One machine", number=3))
    done(f"heard import {tmp_path}/one --mailbox Service; heard worker --until-idle")
    done(shown("Backup"))
    assert "Vorher" in done("heard list")
    head = (tmp_path / "backup" / "heads").read_text().split()[-1]
    shutil.rmtree(tmp_path / "var/lib/heard")
    (tmp_path / "etc/heard.key").unlink()
    (tmp_path / "var/lib/heard").mkdir()
    today = next((tmp_path / "backup").glob("heard-*.sqlite3")).name
    restored = done(re.sub(r"heard-[\d-]+\.sqlite3", today, shown("Restore")).replace("LINE", head))
    assert "LOOK" not in restored and f"Head: {head}" in restored
    assert "Vorher" in done("heard show 1")
    assert machine("rm /etc/heard.env; heard receive --mailbox Service").returncode == 75
