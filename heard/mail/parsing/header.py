"""The header block of a mail: fields in order, found even where lines are broken."""

import re
from dataclasses import dataclass, field

MAX_FIELDS = 3_000
MAX_VALUE = 200_000
FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*(.*)", re.DOTALL)
# Fields by which a block is known to be a mail's header, or a part's
COMMON = frozenset(
    b"from to cc bcc date subject sender reply-to return-path received delivered-to message-id "
    b"in-reply-to references mime-version content-type content-transfer-encoding "
    b"content-disposition content-id resent-from envelope-to dkim-signature "
    b"authentication-results auto-submitted precedence user-agent thread-topic status "
    b"list-id list-unsubscribe importance organization".split()
)


@dataclass(slots=True)
class Header:
    """Fields by lower-case name; values are unfolded bytes, still encoded."""

    fields: list[tuple[bytes, bytes]] = field(default_factory=list)

    def first(self, name: bytes) -> bytes:
        """The first field that says something; b"" for none."""
        return next((value for key, value in self.fields if key == name and value), b"")

    def all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.fields if key == name]

    def has(self, name: bytes) -> bool:
        return any(key == name for key, _ in self.fields)

    @property
    def is_mail(self) -> bool:
        return any(key in COMMON or key.startswith(b"x-") for key, _ in self.fields)


def read_header(buffer: bytes, start: int, end: int, troubles: set[str]) -> tuple[Header, int]:
    """The header that begins at `start`, and where its body begins.

    Without a blank line the body begins at the first line that belongs to no field.
    """
    header = Header()
    name, pieces, length = b"", [b""], 0
    position = start
    while position < end:
        line, after = _line(buffer, position, end)
        if not line:
            position = after
            break
        found = None if line[:1] in b" \t" else FIELD.match(line)
        if found is None and line[:1] not in b" \t" and line.startswith((b"From ", b">From ")):
            position = after
            continue
        if found is None and not _continues(buffer, line, after, end, bool(name), troubles):
            break
        if found is None:
            length += len(line)
            if length < MAX_VALUE:
                pieces.append(line.strip(b" \t\r"))
            else:
                troubles.add("huge_header")
        else:
            _add(header, name, pieces)
            name = found[1].lower()
            pieces, length = [found[2][:MAX_VALUE].strip()], len(line)
            if length > MAX_VALUE:
                troubles.add("huge_header")
        position = after
    _add(header, name, pieces)
    if len(header.fields) >= MAX_FIELDS:
        troubles.add("huge_header")
    return header, min(position, end)


def _add(header: Header, name: bytes, pieces: list[bytes]) -> None:
    if name and len(header.fields) < MAX_FIELDS:
        header.fields.append((name, b" ".join(piece for piece in pieces if piece)))


def _line(buffer: bytes, position: int, end: int) -> tuple[bytes, int]:
    newline = buffer.find(b"\n", position, end)
    stop, after = (end, end) if newline < 0 else (newline, newline + 1)
    line = buffer[position:stop]
    return (line.rstrip(b"\r") if line.endswith(b"\r") else line), after


def _continues(
    buffer: bytes, line: bytes, after: int, end: int, inside: bool, troubles: set[str]
) -> bool:
    """A line that is no field: the rest of the one before, or already the body?"""
    folded = line[:1] in b" \t"
    if folded and inside and line.strip():
        return True
    # A lost indent, a line of white space, rubbish on top: the header goes on if it does after
    following, _ = _line(buffer, after, end)
    found = FIELD.match(following)
    goes_on = found is not None and (
        found[1].lower() in COMMON or found[1].lower().startswith(b"x-")
    )
    if folded and inside and (goes_on or following[:1] in (b" ", b"\t")):
        return True
    if goes_on:
        troubles.add("broken_header_line")
    return goes_on
