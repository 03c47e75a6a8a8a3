"""Content-Type and Content-Disposition: the value and its parameters (RFC 2045, 2231)."""

import re
from urllib.parse import unquote_to_bytes

from heard.mail.parsing.charset import decode
from heard.mail.parsing.words import decode_words, one_line, raw_text

MAX_PARAMETERS = 200
# name = "quoted" or bare up to the next semicolon
PARAMETER = re.compile(
    r"""\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?[^;]*|([^;]*))(?:;|$)|[^;]*(?:;|$)"""
)
SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?$")
CONTENT_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")


def read_value(value: bytes) -> tuple[str, dict[str, str]]:
    """("text/plain", {"charset": "utf-8"}): value lower-case, parameters decoded."""
    text = raw_text(value)
    first, _, rest = text.partition(";")
    main = one_line(first).lower()
    if "=" in main and "/" not in main:  # the value itself is missing
        main, rest = "", text
    return main, (_parameters(rest) if rest else {})


def content_type(main: str) -> str:
    """A clean type/subtype, "" where there is none."""
    main = main.split(" ")[0].split(",")[0].strip("\"'")
    return main if CONTENT_TYPE.fullmatch(main) else ""


def _parameters(text: str) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    position = 0
    for _ in range(MAX_PARAMETERS):
        match = PARAMETER.match(text, position)
        if match is None or position >= len(text):
            break
        position = match.end()
        if not match[1]:
            continue
        name = match[1].lower()
        quoted = match[2]
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match[3].strip(" \t'")
        section = SECTION.fullmatch(name) if "*" in name else None
        if section:
            number = int(section[2] or 0)
            sections.setdefault(section[1], {})[number] = (value, bool(section[3]))
        else:
            plain.setdefault(name, one_line(decode_words(value)))
    for name, parts in sections.items():
        plain[name] = one_line(_joined(parts))
    return plain


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231: sections in order, the charset named in the first one only."""
    charset, content = "", b""
    for place, (_, (value, encoded)) in enumerate(sorted(parts.items())):
        if encoded and place == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "replace")
        content += unquote_to_bytes(raw) if encoded else raw
    return decode_words(decode(content, charset))
