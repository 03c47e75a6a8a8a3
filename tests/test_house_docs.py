"""Docs are true: the commands they show exist, and the README's words lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from tests.servers import Commands

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


# What stands in capitals in a command that the docs show, and what we put there
PLACEHOLDERS = {
    "--mailbox NAME": "--mailbox Archive",
    "FILE": "{folder}/philosophy.md",
    "ADDRESS": "you@firm.example",
    "LINE": "{head}",
}
# These stay until they are stopped (the browser tests start them), take minutes, or are tried with
# all the steps around them (test_house_backup)
STAYING = {"run", "web", "worker", "post", "smtp", "fetch", "schedule", "bench", "sample"}
STAYING |= {"backup", "restore"}
NEEDED = {
    "import": "import {folder}/box --mailbox Archive",
    "receive": "receive --mailbox Archive",
    "show": "show 1",
    "erase": "erase petra@quandt.example --as you@firm.example --ground wish --reason Brief",
}
GIVEN = {
    "judge": '{"id": 1, "turns": [{"side": "them", "text": "Das ist eine Frechheit!"}]}',
    "review": '{"id": 1, "turns": [{"side": "them", "text": "Wo bleibt es?"}], "draft": "Gleich."}',
}
STARTER = "from heard.philosophy import acts; acts.load_starter(by='machine:test')"
MAIL = "From: Petra <petra@quandt.example>\nTo: archive@firm.example\nSubject: Wann?\n\nWann?\n"


def shown_commands() -> list[str]:
    """Every `heard …` of the docs, in a line of a block or within a sentence."""
    found: set[str] = set()
    for page in PAGES:
        text = page.read_text()
        inline = re.findall(r"`(?:\.venv/bin/)?heard ([a-z][^`]*)`", text)
        blocks = re.findall(r"^(?:\.venv/bin/)?heard ([a-z].*)$", text, re.M)
        found.update(one.strip() for one in (*inline, *blocks))
    return sorted(found, key=lambda one: (not one.startswith("colleague"), one))


@pytest.mark.slow
def test_every_command_that_is_shown_does_what_it_says(tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HEARD_DATA": str(tmp_path), "HEARD_LOG_LEVEL": "ERROR"}
    (tmp_path / "box").write_bytes(b"From x Mon Nov  2 09:00:00 2026\n" + MAIL.encode())
    with Commands(env) as commands:
        every_shown_command_is_run(tmp_path, commands)


def every_shown_command_is_run(folder: Path, commands: Commands) -> None:
    def heard(command: str, given: str = "") -> str:
        return commands(*shlex.split(command), given=given.encode())

    names = {line.split()[0] for line in heard("--help").splitlines() if line.startswith("  ")}
    shown = shown_commands()
    assert {one.split()[0] for one in shown} <= names
    heard(NEEDED["import"].format(folder=folder))
    heard(f"shell -v 0 -c {shlex.quote(STARTER)}")
    for command in shown:
        if command.startswith("philosophy import"):
            (folder / "philosophy.md").write_text(heard("philosophy export"))
        name = command.split()[0]
        if name in STAYING:
            heard(f"{name} --help")
            continue
        whole = NEEDED.get(command, command)
        for word, real in PLACEHOLDERS.items():
            whole = whole.replace(word, real)
        head = shlex.quote(heard("journal head").strip()) if "{head}" in whole else ""
        said = heard(whole.format(folder=folder, head=head), GIVEN.get(name, MAIL))
        assert said.strip() or name in {"receive", "retry", "schedule"}, whole


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    shown = {
        name
        for page in PAGES
        for name in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(), re.M)
    }
    assert shown <= targets, shown - targets


def test_every_link_leads_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_no_page_speaks_of_a_machine_or_a_tool() -> None:
    found = [
        str(page.relative_to(ROOT))
        for page in PAGES
        if re.search(
            r"/work/|/root/|/tmp/|https?://(?!127\.0\.0\.1|heard\.|localhost|[\w.]*example)",
            page.read_text(),
        )
    ]
    assert found == []
