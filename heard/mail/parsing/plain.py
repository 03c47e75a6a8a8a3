"""Plain text to read: from text parts, from format=flowed, from HTML."""

import html as markup
import logging
import re
from bisect import bisect_right
from collections import Counter
from itertools import accumulate

from inscriptis import get_annotated_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError

from heard.mail.parsing.charset import storable
from heard.mail.parsing.nesting import is_too_deep

MAX_TEXT = 1_000_000
MAX_HTML_READ = 500_000
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
QUOTES = re.compile(r">*")
BLANK = re.compile(r"(<div\b[^<>]*>)\s*(?:&nbsp;|\xa0)\s*(?=</div>)", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
UNREAD = re.compile(r"(</?)(?:script|style|title)\b[^<>]*>", re.IGNORECASE)
TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)")
MANY_LINES = re.compile(r"\n{4,}")
QUOTED = ["quoted"]
# Numbers of links and pictures are noise to someone who reads a complaint. Mail programs say by
# these what they quote; a bare blockquote may be no more than indented.
READING = ParserConfig(
    css=CSS_PROFILES["strict"].copy(),
    display_links=False,
    annotation_rules={"blockquote#type=cite": QUOTED, "blockquote#class=gmail_quote": QUOTED},
)
INDENTED = re.compile(
    r"""(<blockquote\b[^<>]*)\bgmail_quote\b(?=[^<>]*\bborder:\s?(?:none|0))""", re.IGNORECASE
)

logging.getLogger("inscriptis").setLevel(logging.CRITICAL)  # it would log the text of mails


def tidy(text: str) -> str:
    """Line ends as "\\n", no control characters, at most 1 MB."""
    text = storable(text[: MAX_TEXT * 2])
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", text)[:MAX_TEXT]


def unflow(text: str, delete_space: bool) -> str:
    """Paragraphs of format=flowed put together again (RFC 3676)."""
    lines: list[str] = []
    open_depth = -1  # quote depth of the paragraph that goes on, -1 for none
    for line in text.split("\n"):
        depth = len(QUOTES.match(line)[0])  # type: ignore[index]  # ">*" always matches
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        if open_depth == depth and rest != "-- ":
            lines[-1] += rest[:-1] if flows and delete_space else rest
        else:
            prefix = ">" * depth + " " if depth else ""
            lines.append(prefix + (rest[:-1] if flows and delete_space else rest))
        open_depth = depth if flows else -1
    return "\n".join(lines)


def text_of_html(html: str) -> str:
    """What a person would read of the HTML, what it quotes marked with ">" as in plain mail; its
    first 500,000 characters are looked at."""
    html = CONTROLS.sub("", storable(html[:MAX_HTML_READ]))
    if not html.strip():
        return ""
    try:
        text = _without_tags(html) if is_too_deep(html) else _laid_out(html)
    except (LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        text = _without_tags(html)
    text = TRAILING.sub("", tidy(text).replace("\xa0", " "))
    return MANY_LINES.sub("\n\n\n", text).strip()


def _laid_out(html: str) -> str:
    html = BLANK.sub(r"\1<br>", INDENTED.sub(r"\1", html))  # GMX writes empty lines so
    read = get_annotated_text(html, READING)
    text: str = read["text"]
    lines = text.split("\n")
    begins = list(accumulate((len(line) + 1 for line in lines), initial=0))
    depths: Counter[int] = Counter()
    for start, end, _ in read.get("label", ()):
        said = text[start:end]
        first = bisect_right(begins, start + len(said) - len(said.lstrip())) - 1
        last = bisect_right(begins, start + len(said.rstrip()) - 1) - 1
        depths.update(range(first, last + 1))
    for place, depth in depths.items():
        lines[place] = f"{'>' * depth} {lines[place]}"
    return "\n".join(lines)


def _without_tags(html: str) -> str:
    pieces = UNREAD.split(html)  # text, "<" or "</", text, …
    read = [pieces[0], *(text for mark, text in zip(pieces[1::2], pieces[2::2], strict=True)
                         if mark == "</")]  # fmt: skip
    return markup.unescape(TAG.sub(" ", " ".join(read)))


def html_of_text(text: str) -> str:
    """Escaped lines, to stand beside HTML parts of the same mail."""
    return "<div>" + markup.escape(text).replace("\n", "<br>\n") + "</div>"
