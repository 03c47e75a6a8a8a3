"""Message-ID, In-Reply-To and References."""

import re

from heard.mail.parsing.words import one_line, raw_text

MAX_LENGTH = 255
MAX_REFERENCES = 200
ANGLED = re.compile(r"<([^<>]{1,2000})>")
BARE = re.compile(r"[^\s<>()\"',;]+@[^\s<>()\"',;]+")
SAFE = re.compile(r"<[!-;=?-\U0010ffff]+>")


def identifiers(value: bytes) -> tuple[str, ...]:
    """Every Message-ID in the value, each once, with angle brackets and without white space."""
    text = one_line(raw_text(value))
    found = ANGLED.findall(text) or BARE.findall(text)
    whole = (f"<{''.join(identifier.split())}>" for identifier in found)
    usable = [each for each in dict.fromkeys(whole) if _usable(each)]
    if len(usable) > MAX_REFERENCES:  # the root and the nearest
        usable = [usable[0], *usable[1 - MAX_REFERENCES :]]
    return tuple(usable)


def identifier(value: bytes) -> str:
    """The one Message-ID in the value, "" where it is missing or broken."""
    found = identifiers(value)
    return found[0] if found else ""


def _usable(identifier: str) -> bool:
    return 3 < len(identifier) <= MAX_LENGTH and SAFE.fullmatch(identifier) is not None
