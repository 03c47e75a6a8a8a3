"""Docs are true: the commands they show exist, and the README's words lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_command_that_is_shown_has_help(tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HEARD_DATA": str(tmp_path)}
    known = subprocess.run(
        [sys.executable, "-m", "heard", "--help"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    names = {line.split()[0] for line in known.splitlines() if line.startswith("  ")}
    shown = {
        name
        for page in PAGES
        for name in re.findall(r"`(?:\.venv/bin/)?heard ([a-z]+)", page.read_text())
    }
    assert shown and shown <= names, shown - names
    for name in sorted(shown):
        done = subprocess.run(
            [sys.executable, "-m", "heard", name, "--help"],
            cwd=ROOT, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, name


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
