"""Which files are mails, and the mails in a folder, an mbox or a Maildir, one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START = re.compile(
    rb"(?:From|To|Date|Subject|Received|Return-Path|Message-ID|MIME-Version)[ \t]*:", re.IGNORECASE
)
MBOX = re.compile(rb"From [^\r\n]+\r?\n")
# What begins the next mail in an mbox; other lines with "From " belong to a text
NEXT = re.compile(rb"From \S+ .*\d{1,2}:\d\d.*\d\d")
EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
HEAD = 4096
HEADER = 1 << 20  # bytes in which the head of a large mail is looked for
LINE = 1 << 20
UNLIMITED = 1 << 62


@dataclass(frozen=True)
class Found:
    """A mail with its bytes, or a file that is none, with the reason why."""

    path: Path
    raw: bytes | None
    skipped: str = ""
    header_only: bool = False  # larger than the limit: `raw` is its head


def looks_like_mail(beginning: bytes, name: str) -> bool:
    """An .eml file, or one that begins with a field of a mail or with an mbox "From " line."""
    if name.lower().endswith(".eml"):
        return True
    text = beginning.lstrip(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return bool(START.match(text) or MBOX.match(text))


def is_none(path: Path) -> bool:
    """Whether this file is no mail, and none is in it."""
    first = next(_file(path, UNLIMITED), None)
    return first is None or first.raw is None


def walk(path: Path, limit: int = UNLIMITED) -> Iterator[Found]:
    """Every mail below `path`, in the order of names; of one larger than `limit` bytes its head,
    so that no mail needs more memory. FileNotFoundError when there is nothing."""
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_file():
        yield from _file(path, limit)
        return
    for inner in sorted(path.iterdir()):
        if inner.is_dir():
            if inner.name != "tmp" or not (path / "cur").is_dir():  # Maildir's unfinished ones
                yield from walk(inner, limit)
        elif inner.is_file():
            yield from _file(inner, limit)


def head_of(content: bytes) -> bytes:
    """Up to the first empty line; all of it where there is none."""
    end = EMPTY_LINE.search(content)
    return content[: end.end()] if end else content


def _file(path: Path, limit: int) -> Iterator[Found]:
    with path.open("rb") as file:
        beginning = file.read(HEAD)
    in_maildir = path.parent.name in {"cur", "new"} and (path.parent.parent / "cur").is_dir()
    if MBOX.match(beginning) and not path.name.lower().endswith(".eml"):
        yield from _mbox(path, limit)
    elif path.stat().st_size > limit and (in_maildir or looks_like_mail(beginning, path.name)):
        with path.open("rb") as file:
            yield Found(path, head_of(file.read(min(HEADER, limit))), header_only=True)
    elif in_maildir or looks_like_mail(beginning, path.name):
        yield Found(path, path.read_bytes())
    else:
        yield Found(path, None, "not a mail")


def _mbox(path: Path, limit: int) -> Iterator[Found]:
    """One mail at a time: after an empty line, "From …" with a date begins the next."""
    lines: list[bytes] = []
    size, empty_before = 0, True
    with path.open("rb") as file:
        while line := file.readline(LINE):
            first = file.tell() == len(line)
            if first or (empty_before and NEXT.match(line)):
                if lines:
                    yield _one_of(path, lines, size > limit)
                lines, size = [], 0
            else:
                size += len(line)
                if size <= limit:
                    lines.append(line)
            empty_before = not line.strip()
    if lines:
        yield _one_of(path, lines, size > limit)


def _one_of(path: Path, lines: list[bytes], too_large: bool) -> Found:
    raw = _unquoted(lines)
    return Found(path, head_of(raw) if too_large else raw, header_only=too_large)


def _unquoted(lines: list[bytes]) -> bytes:
    """Without mbox's ">" before lines that begin with "From "."""
    return b"".join(
        line[1:] if line.lstrip(b">").startswith(b"From ") and line.startswith(b">") else line
        for line in lines
    )
