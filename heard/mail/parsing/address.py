"""Address fields: names and addresses out of whatever was written there (RFC 5322, and not)."""

import re

from heard.mail.parsing.parsed import Mailaddress
from heard.mail.parsing.words import decode_words, one_line, raw_text

MAX_ADDRESSES = 1_000
# One step over the text: a quoted string, a bracket, a separator, or plain characters
STEP = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|<[^<>]*>|[^"\\<(),;:]+|.', re.DOTALL)
ADDRESS = re.compile(
    r"""(?:"[^"\s\x00-\x1f]{1,64}"|[^\s@<>()\[\],;:"\\\x00-\x20\x7f]{1,128})"""
    r"""@(?:[^\s@<>()\[\],;:"\\/\x00-\x20\x7f.]{1,63}(?:\.[^\s@<>()\[\],;:"\\/\x00-\x20\x7f.]{1,63})*"""
    r"""|\[[0-9A-Za-z.:]{2,60}\])"""
)
LOOSE = re.compile(r"[^\s@<>()\[\],;:\"'\\]{1,128}@[^\s@<>()\[\],;:\"'\\/]{1,253}")
SPACED = re.compile(r"\s*([@.])\s*")
MAX_ADDRESS = 320
MAX_PIECE = 2_000
MAX_NAME = 200


def read_addresses(
    values: list[bytes], troubles: set[str] | None = None
) -> tuple[Mailaddress, ...]:
    """Everyone named in these fields, in order; nobody twice under the same address."""
    seen: dict[tuple[str, str | None], Mailaddress] = {}
    for value in values:
        for piece, comment in _pieces(raw_text(value)):
            person = _person(piece, comment, troubles)
            if person.name or person.address:
                key = ("", person.address) if person.address else (person.name, None)
                seen.setdefault(key, person)
            if len(seen) >= MAX_ADDRESSES:
                if troubles is not None:
                    troubles.add("too_many_addresses")
                return tuple(seen.values())
    return tuple(seen.values())


def _pieces(text: str) -> list[tuple[str, str]]:
    """The text cut at commas and semicolons that are not quoted; (piece, its comment)."""
    pieces: list[tuple[str, str]] = []
    current: list[str] = []
    comment: list[str] = []
    depth = 0
    has_at = False
    for match in STEP.finditer(text):
        step = match[0]
        if depth or step == "(":
            depth += (step == "(") - (step == ")")
            comment.append(step)
        elif step in (",", ";"):
            pieces.append(("".join(current), "".join(comment)))
            current, comment, has_at = [], [], False
        elif step == ":" and not has_at:
            current = []  # the name of a group
        else:
            has_at = has_at or "@" in step
            current.append(step)
    if depth:  # a bracket that never closes is no comment
        return _pieces(text.replace("(", " "))
    pieces.append(("".join(current), "".join(comment)))
    return pieces


def _person(piece: str, comment: str, troubles: set[str] | None) -> Mailaddress:
    brackets = re.findall(r"<([^<>]*)>", piece)
    name = re.sub(r"<[^<>]*>?", " ", piece) if "<" in piece else ""
    candidates = [*reversed(brackets), re.sub(r"[<>]", " ", piece)]
    for candidate in candidates:
        address = _address(candidate)
        if address:
            if not brackets and not name:
                name = piece.replace(candidate.strip(), "", 1)
                name = LOOSE.sub("", name, count=1)
            return Mailaddress(_name(name) or _name(comment.strip("() ")), address)
    if troubles is not None and piece.strip():
        troubles.add("address_broken")
    return Mailaddress(_name(piece) or _name(comment.strip("() ")), None)


def _address(text: str) -> str | None:
    """The address in the text, lower-case, or None."""
    text = decode_words(text[:MAX_PIECE]).strip().strip("'").removeprefix("mailto:").strip()
    if text.startswith("@") and ":" in text:  # a source route
        text = text.rpartition(":")[2]
    for candidate in (text, SPACED.sub(r"\1", text)):
        candidate = candidate.rstrip(".").lower()
        if len(candidate) <= MAX_ADDRESS and ADDRESS.fullmatch(candidate):
            return one_line(candidate) or None
    found = LOOSE.search(text)
    loose = found[0].strip(".").lower() if found else ""
    return loose if len(loose) <= MAX_ADDRESS and ADDRESS.fullmatch(loose) else None


def _name(text: str) -> str:
    """A display name without its quotes, encoded words decoded."""
    text = re.sub(r"\\(.)", r"\1", text[:MAX_PIECE]).strip()
    text = one_line(decode_words(text.replace('"', " ") if '"' in text else text))
    return text.strip("'\" ")[:MAX_NAME].strip()
