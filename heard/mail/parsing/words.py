"""Header values to text: RFC 2047 encoded words, raw 8-bit, and what goes wrong with both."""

import binascii
import re

from heard.mail.parsing.charset import decode, known
from heard.mail.parsing.transfer import from_base64

# Lenient: white space inside the word (mailers fold there) and a missing last "=" are met daily
WORD = re.compile(r"=\?([\w.:+*-]{1,60})\?([bBqQ])\?([^?]{0,20000})\?=?")
GAP = re.compile(r"\s*")
# Invisible in a line: controls, and marks that turn the direction of reading around
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
SPACES = re.compile(r"\s+")


def raw_text(value: bytes) -> str:
    """The header's bytes as text, encoded words untouched."""
    return value.decode("ascii") if value.isascii() else decode(value)


def one_line(text: str) -> str:
    """Safe to show in one line: no controls, no reversals, single spaces."""
    if not (text.isascii() and text.isprintable()):
        text = UNSEEN.sub(" ", text)
    return SPACES.sub(" ", text).strip()


def decode_words(text: str, troubles: set[str] | None = None) -> str:
    """Text with its encoded words decoded; words that cannot be stay as they are."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    run: list[tuple[str, str, str]] = []
    position = 0
    for match in WORD.finditer(text):
        between = text[position : match.start()]
        if not run or between.strip() or match[1].lower() != run[-1][0]:
            pieces.append(_decoded(run, troubles))
            adjacent = bool(run) and not between.strip()
            run = []
            if not adjacent:
                pieces.append(between)
        run.append((match[1].lower(), match[2].lower(), match[3]))
        position = match.end()
    pieces.append(_decoded(run, troubles))
    pieces.append(text[position:])
    return "".join(pieces)


def _decoded(run: list[tuple[str, str, str]], troubles: set[str] | None) -> str:
    """Adjacent words of one charset together: mailers cut in the middle of a character."""
    if not run:
        return ""
    charset = run[0][0].partition("*")[0]
    content = b""
    kept = ""
    for _, encoding, word in run:
        kept += word if encoding == "b" else ""
        if encoding == "q" or not _cut_short(word):
            content, kept = content + from_base64(kept.encode("ascii", "ignore")), ""
        if encoding == "q":
            content += _from_q(word)
    content += from_base64(kept.encode("ascii", "ignore"))
    if not known(charset) and troubles is not None:
        troubles.add("charset_unknown")
    return decode(content, charset, troubles)


def _cut_short(word: str) -> bool:
    """Base64 cut elsewhere than between groups of four goes on in the next word."""
    return len(word) % 4 != 0 and not word.endswith("=")


def _from_q(word: str) -> bytes:
    spaced = word.replace("_", " ")
    return binascii.a2b_qp(spaced.encode("utf-8", "replace"))


def header_text(value: bytes, troubles: set[str] | None = None) -> str:
    """A whole header value as one readable line."""
    return one_line(decode_words(raw_text(value), troubles))
