"""Which files are mails, and the mails in a folder, an mbox or a Maildir, one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START = re.compile(
    rb"(?:From|To|Date|Subject|Received|Return-Path|Message-ID|MIME-Version)[ \t]*:", re.IGNORECASE
)
MBOX = re.compile(rb"From [^\r\n]+\r?\n")
HEAD = 4096


@dataclass(frozen=True)
class Found:
    """A mail with its bytes, or a file that is none, with the reason why."""

    path: Path
    raw: bytes | None
    skipped: str = ""


def looks_like_mail(beginning: bytes, name: str) -> bool:
    """An .eml file, or one that begins with a field of a mail or with an mbox "From " line."""
    if name.lower().endswith(".eml"):
        return True
    text = beginning.lstrip(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return bool(START.match(text) or MBOX.match(text))


def walk(path: Path) -> Iterator[Found]:
    """Every mail below `path`, in the order of names. FileNotFoundError when there is nothing."""
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_file():
        yield from _file(path)
        return
    for inner in sorted(path.iterdir()):
        if inner.is_dir():
            if inner.name != "tmp" or not (path / "cur").is_dir():  # Maildir's unfinished ones
                yield from walk(inner)
        elif inner.is_file():
            yield from _file(inner)


def _file(path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        beginning = file.read(HEAD)
    in_maildir = path.parent.name in {"cur", "new"} and (path.parent.parent / "cur").is_dir()
    if MBOX.match(beginning) and not path.name.lower().endswith(".eml"):
        yield from _mbox(path)
    elif in_maildir or looks_like_mail(beginning, path.name):
        yield Found(path, path.read_bytes())
    else:
        yield Found(path, None, "not a mail")


def _mbox(path: Path) -> Iterator[Found]:
    """One mail at a time: a line "From …" after an empty one begins the next."""
    lines: list[bytes] = []
    empty_before = True
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b"From ") and empty_before:
                if lines:
                    yield Found(path, _unquoted(lines))
                lines = []
            else:
                lines.append(line)
            empty_before = not line.strip()
    if lines:
        yield Found(path, _unquoted(lines))


def _unquoted(lines: list[bytes]) -> bytes:
    """Without mbox's ">" before lines that begin with "From "."""
    return b"".join(
        line[1:] if line.lstrip(b">").startswith(b"From ") and line.startswith(b">") else line
        for line in lines
    )
