"""Markup is blanked and odd characters are made plain; same length, same positions."""

import html
import re

SOFT_HYPHEN = "\u00ad"

_HIDDEN = re.compile(r"<(script|style|head|title)\b[^<>]*>.*?</\1\s*>", re.I | re.S)
_QUOTED_BLOCK = re.compile(r"<(/?)blockquote\b[^<>]*>|\[(/?)quote\b[^\[\]\n]{0,200}\]", re.I)
# A tag, or an address in angle brackets; "<Because you lied to us>" is an answer.
_TAG = re.compile(
    r"</?[A-Za-z][\w:-]{0,40}(?:\s[^<>]{0,2000}=[^<>]{0,2000}|\s*/?)>|<![A-Za-z-][^<>]{0,2000}>"
    r"|<\s?[^<>\s]{1,400}[@:][^<>\s]{0,2000}\s?>"
)
_BREAKS = re.compile(r"</?(?:p|div|br|hr|tr|li|ul|ol|table|h[1-6]|section|article|pre)\b", re.I)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}")
# Seen by nobody, inside words or as filling; soft hyphens stand for them and are not read.
_UNSEEN = re.compile("[\u034f\u180e\u200b-\u200f\u2060\ufeff]")
_SPACES = str.maketrans({"\r": " ", "\u00a0": " ", "\u2007": " ", "\u202f": " "})


def without_markup(text: str) -> str:
    text = _UNSEEN.sub(SOFT_HYPHEN, text.translate(_SPACES))
    if "<" in text or "[" in text:
        text = _HIDDEN.sub(lambda found: _blank(found.group()), text)
        text = _without_quoted_blocks(text)
        text = _TAG.sub(_tag, text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(lambda found: _blank(found.group()), text)
    return text


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _tag(found: re.Match[str]) -> str:
    """Blanks; where the tag ends a line, a line ends."""
    blanks = _blank(found.group())
    return blanks[:-1] + "\n" if _BREAKS.match(found.group()) else blanks


def _without_quoted_blocks(text: str) -> str:
    """What stands between and below them is the writer's own; one that never ends goes on to the
    end."""
    kept, depth, since = "", 0, 0
    for tag in _QUOTED_BLOCK.finditer(text):
        part = text[since : tag.start()]
        kept += (_blank(part) if depth else part) + _blank(tag.group())
        since = tag.end()
        depth = max(0, depth - 1) if tag[1] or tag[2] else depth + 1
    return kept + (_blank(text[since:]) if depth else text[since:])


def _entity(found: re.Match[str]) -> str:
    """The letter behind as many soft hyphens, so that "don&#39;t" is one word."""
    letter = html.unescape(found.group())
    if letter == SOFT_HYPHEN or _UNSEEN.fullmatch(letter):
        return SOFT_HYPHEN * len(found.group())
    if len(letter) != 1 or not letter.isprintable() or letter.isspace():
        return " " * len(found.group())
    return SOFT_HYPHEN * (len(found.group()) - 1) + letter
