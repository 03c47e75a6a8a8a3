"""The parts of a mail: cut out of the bytes at their boundaries, bounded in number and depth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from heard.mail.parsing.header import Header, read_header
from heard.mail.parsing.parameter import content_type, read_value
from heard.mail.parsing.transfer import undo
from heard.mail.parsing.words import raw_text

MAX_PARTS = 1_000
MAX_DEPTH = 50
AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*\r*(?:\n|\Z)")
# A boundary nobody declared: a dashed line directly above a field of a part
SNIFF = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{3,200}?|-[^\r\n]{3,200}?)[ \t]*\r*\nContent-", re.I)


@dataclass(slots=True)
class Part:
    """One node; its body is `buffer[start:end]`, still encoded."""

    header: Header
    buffer: bytes = field(repr=False)
    start: int
    end: int
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    children: list["Part"] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return bool(self.children)

    @property
    def maintype(self) -> str:
        return self.content_type.partition("/")[0]

    @property
    def name(self) -> str:
        """The file name it was given, "" for none."""
        return self.disposition_parameters.get("filename") or self.parameters.get("name", "")

    def content(self, troubles: set[str]) -> bytes:
        """The decoded bytes of the body."""
        return undo(self.buffer[self.start : self.end], self.encoding, troubles)

    def walk(self) -> Iterator["Part"]:
        """This part and everything below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


class Cutter:
    """Cuts one mail into parts; what it had to repair is in `troubles`."""

    def __init__(self, troubles: set[str]) -> None:
        self.troubles = troubles
        self.count = 0

    def cut(self, buffer: bytes, start: int = 0, end: int | None = None) -> Part:
        """The whole tree of the mail (or part) that begins at `start`."""
        return self._part(buffer, start, len(buffer) if end is None else end, 0, "text/plain")

    def _part(self, buffer: bytes, start: int, end: int, depth: int, default: str) -> Part:
        self.count += 1
        header, body = read_header(buffer, start, end, self.troubles)
        part = Part(header, buffer, body, end, content_type=default)
        self._describe(part)
        if part.content_type.startswith("multipart/"):
            self._open(part, depth)
        return part

    def _describe(self, part: Part) -> None:
        header = part.header
        if declared := header.first(b"content-type"):
            main, part.parameters = read_value(declared)
            if kind := content_type(main):
                part.content_type = kind
            else:
                self.troubles.add("content_type_broken")
        if disposition := header.first(b"content-disposition"):
            part.disposition, part.disposition_parameters = read_value(disposition)
        if encoding := header.first(b"content-transfer-encoding"):
            words = raw_text(encoding).lower().replace(";", " ").split()
            part.encoding = words[0] if words else ""

    def _open(self, part: Part, depth: int) -> None:
        if part.encoding in ("base64", "quoted-printable"):  # against RFC 2045, and met
            self._unpack(part)
        if depth >= MAX_DEPTH:
            self.troubles.add("too_deep")
            part.content_type = "application/octet-stream"
            return
        ranges = self._ranges(part, part.parameters.get("boundary", ""))
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        for start, end in ranges:
            if self.count >= MAX_PARTS:
                self.troubles.add("too_many_parts")
                break
            part.children.append(self._part(part.buffer, start, end, depth + 1, default))
        if not part.children:
            self.troubles.add("multipart_without_parts")
            part.content_type = "text/plain"

    def _unpack(self, part: Part) -> None:
        body = part.buffer[part.start : part.end]
        boundary = part.parameters.get("boundary", "")
        if not boundary or boundary.encode() not in body:
            content = undo(body, part.encoding, set())
            if b"--" in content:
                part.buffer, part.start, part.end = content, 0, len(content)
        part.encoding = ""

    def _ranges(self, part: Part, boundary: str) -> list[tuple[int, int]]:
        ranges: list[tuple[int, int]] = []
        mark = boundary.rstrip().encode()
        if mark:
            ranges = list(_between(part.buffer, part.start, part.end, b"--" + mark, MAX_PARTS))
        if not ranges and (found := self._sniffed(part)):
            self.troubles.add("boundary_guessed")
            mark = b"--" + found[1]
            ranges = list(_between(part.buffer, part.start, part.end, mark, MAX_PARTS))
        return ranges

    def _sniffed(self, part: Part) -> re.Match[bytes] | None:
        return SNIFF.search(part.buffer, max(part.start - 1, 0), part.end)


def _between(
    buffer: bytes, start: int, end: int, mark: bytes, limit: int
) -> Iterator[tuple[int, int]]:
    """What lies between the lines that are the mark; the last need not be closed."""
    opened = -1
    position = start
    yielded = 0
    while yielded <= limit:
        found = buffer.find(mark, position, end)
        if found < 0:
            break
        position = found + len(mark)
        if found != start and buffer[found - 1 : found] not in (b"\n", b"\r"):
            continue
        after = AFTER_BOUNDARY.match(buffer, position, end)
        if after is None:
            continue
        if opened >= 0:
            yielded += 1
            yield opened, _without_newline(buffer, opened, found)
        position = after.end()
        if after[1]:
            return
        opened = position
    if opened >= 0 and opened < end:
        yield opened, end


def _without_newline(buffer: bytes, start: int, end: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if end > start and buffer[end - 1 : end] == b"\n":
        end -= 1
    if end > start and buffer[end - 1 : end] == b"\r":
        end -= 1
    return end
