"""Leaves only what the writer wrote: quotes, signatures and markup are blanked, not removed.

The result has the length of the input, so positions in it are positions in the original.
"""

import html
import re

from .footers import footers

LONGEST = 12_000
TAIL = 3_000

SOFT_HYPHEN = "\u00ad"

_HIDDEN = re.compile(r"<(script|style|head|title)\b[^<>]*>.*?</\1\s*>", re.I | re.S)
_QUOTED_BLOCK = re.compile(r"<(/?)blockquote\b[^<>]*>", re.I)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}")

_QUOTE_LINE = re.compile(r"\s*(?:>|\|\s)")
_WROTE = re.compile(
    r"\s*(?:On\b.{4,250}\bwrote|(?:Am|Den|Den:|Zitat von)\b.{4,250}\bschrieb\b.{0,120}"
    # Long blanks: an address, which is blanked before
    r"|.{3,120}\S\s{6,}(?:schrieb|wrote|hat)\b.{0,80}|(?:Zitat von|Quoting)\b.{1,120}\S\s{6,}"
    r"|Am\b.{4,120}\bhat (?!mir\b|uns\b|ihr|sie\b|er\b).{1,120}\bgeschrieben"
    r"|\d{1,2}\.? \w{3,9}\.? \d{4}, \d\d?:\d\d (?:von|by)\s+"
    r"|Le\b.{4,250}\ba écrit)\s*:\s*$",
    re.I,
)
_WROTE_BEGINS = re.compile(r"\s*(?:(?:On|Am|Le)\b.{0,120}\d|.{3,80}\S\s{6,})", re.I)
_ORIGINAL = re.compile(
    r"\s*(?:-{2,}|_{5,})\s*(?:Original(?:[- ]?nachricht| Message| Mail| Appointment)?"
    r"|Urspr(?:ü|ue)ngliche (?:Nachricht|Mail)|Forwarded message|Weitergeleitete Nachricht)"
    r"\s*(?:-{2,}|_{5,})?\s*$"
    r"|\s*-{2,}.{1,250}\b(?:schrieb|wrote)\b.{0,160}-{2,}\s*$",
    re.I,
)
_HEADER = re.compile(
    r"\s*\**(?:From|Von|Sent|Gesendet|Date|Datum|To|An|Cc|Kopie|Subject|Betreff|De|Envoyé)\**\s?:",
    re.I,
)
_FROM = re.compile(r"\s*\**(?:From|Von|De)\**\s?:", re.I)
_SIGNATURE = re.compile(r"\s*(?:--|—)\s*$")
_PHONE = re.compile(
    r"\s*(?:Sent from my\b|Sent from (?:Outlook|Mail|Yahoo)\b|Get Outlook for\b"
    r"|Von meinem .{2,30} gesendet|Gesendet (?:von|mit)\b)(?:\s+\S+){0,6}\s*$",
    re.I,
)
_CLOSING = re.compile(
    r"\s*(?:(?:mit|beste|viele|liebe|sch(?:ö|oe)ne|freundliche|herzliche|besten|vielen)\b.{0,30}"
    r"(?:gr(?:ü|ue)(?:ß|ss)en?\b.{0,25}|empfehlungen|w(?:ü|ue)nschen?|dank)|"
    r"(?:mfg|lg|vg|bg)\b.{0,25}|hochachtungsvoll|gru(?:ß|ss)\b.{0,25}|gr(?:ü|ue)(?:ß|ss)e\b.{0,25}|"
    r"(?:kind|best|warm|warmest|many)?\s*regards|best wishes|best|cheers|"
    r"yours (?:sincerely|faithfully|truly)|sincerely|sincerely yours|thanks|many thanks|thank you|"
    r"danke|vielen dank|all the best|respectfully)\s*[,.!]?\s*$",
    re.I,
)
_THANKS = re.compile(r"\s*(?:(?:many )?thanks|thank you|(?:vielen )?dank|danke)\b", re.I)
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")
# "On 12 March you wrote:" is a sentence of theirs; a mail program names a time or an address.
_BY_SOMEBODY = re.compile(
    r"\b(?:mir|uns|mich|sie|ihre?\w*|du|wir|ich|er|man|you|your|me|us|we|i|he|she|they)\b", re.I
)
_BY_A_PROGRAM = re.compile(r"\d:\d\d\b|\d\.\d\d\s*uhr\b|\S\s{6,}", re.I)
# Below a name: whoever gives a firm or a number has ended the letter.
_CONTACT = re.compile(
    r"\b(?:tel|telefon|phone|mobil|mobile|fax|www|ust|hrb|vat|gmbh|ag|kg|ohg|ltd|llc|inc|plc)\b"
    r"|\+\d{2}|\S\s{6,}$",
    re.I,
)
_POSTSCRIPT = re.compile(r"\s*P\.?\s?S\b", re.I)


def own_words(text: str) -> str:
    """The text with everything that is not the writer's own blanked; same length, same positions.

    Never raises. Stray surrogates become U+FFFD. Time is linear in the length of the text.
    """
    text = "".join(mark if not "\ud800" <= mark <= "\udfff" else "\ufffd" for mark in text)
    clipped = len(text) > LONGEST
    if clipped:
        middle = len(text) - LONGEST
        head = LONGEST - TAIL
        text = text[:head] + " " * middle + text[head + middle :]
    return _without_lines(_without_markup(text))


def is_clipped(text: str) -> bool:
    """Whether the text is so long that its middle is not read."""
    return len(text) > LONGEST


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _HIDDEN.sub(lambda found: _blank(found.group()), text)
        text = _without_quoted_blocks(text)
        text = _TAG.sub(lambda found: _blank(found.group()), text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(lambda found: _blank(found.group()), text)
    return text


def _without_quoted_blocks(text: str) -> str:
    """What stands between and below them is the writer's own; one that never ends goes on to the
    end."""
    kept, depth, since = "", 0, 0
    for tag in _QUOTED_BLOCK.finditer(text):
        part = text[since : tag.start()]
        kept += (_blank(part) if depth else part) + _blank(tag.group())
        since = tag.end()
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
    return kept + (_blank(text[since:]) if depth else text[since:])


def _entity(found: re.Match[str]) -> str:
    letter = html.unescape(found.group())
    if len(letter) != 1 or not letter.isprintable() or letter.isspace():
        return " " * len(found.group())
    return letter + SOFT_HYPHEN * (len(found.group()) - 1)


def _without_lines(text: str) -> str:
    lines = text.split("\n")
    for number in footers(lines):
        lines[number] = " " * len(lines[number])
    kept: list[str] = []
    state = "own"
    begun = False
    for number, line in enumerate(lines):
        state = _state(lines, number, state, begun=begun)
        begun = begun or (state == "own" and bool(line.strip()))
        keep = state == "own" or (state == "named" and _is_afterthought(line))
        keep = keep or (state == "firm" and _is_postscript(line))
        kept.append(line if keep else " " * len(line))
        if state == "line":
            state = "own"
    return "\n".join(kept)


def _state(lines: list[str], number: int, state: str, *, begun: bool) -> str:
    """own: read; line: this one is not; named: a name below a closing; firm: what follows it;
    rest: none to the end."""
    line = lines[number]
    if state == "rest" or _begins_rest(lines, number):
        return "rest"
    if _QUOTE_LINE.match(line) or _PHONE.match(line):
        return "line"
    if _is_wrote(lines, number):
        if _quote_follows(lines, number):
            return "line"
        if _BY_A_PROGRAM.search(line) or not _BY_SOMEBODY.search(line):
            return "rest"
    if (
        begun
        and state == "own"
        and len(line) < 60
        and _CLOSING.match(line)
        and _ends_here(lines, number)
    ):
        return "named"
    return "firm" if state == "named" and _is_contact(line) else state


def _is_contact(line: str) -> bool:
    return len(line.strip()) < 80 and bool(_CONTACT.search(line)) and not _is_afterthought(line)


def _begins_rest(lines: list[str], number: int) -> bool:
    line = lines[number]
    if _SIGNATURE.match(line) or _ORIGINAL.match(line):
        return True
    if not _FROM.match(line):
        return False
    following = lines[number + 1 : number + 6]
    return sum(bool(_HEADER.match(other)) for other in following) >= 2


def _is_wrote(lines: list[str], number: int) -> bool:
    line = lines[number]
    if line.rstrip().endswith(":") and len(line) < 400 and _WROTE.match(line):
        return True
    if not _WROTE_BEGINS.match(line[:200]):
        return False
    wrapped = line
    for other in lines[number + 1 : number + 3]:
        wrapped = f"{wrapped} {other.strip()}"
        if len(wrapped) < 400 and _WROTE.match(wrapped):
            return True
    return False


def _quote_follows(lines: list[str], number: int) -> bool:
    ahead = [line for line in lines[number + 1 : number + 8] if line.strip()]
    return any(_QUOTE_LINE.match(line) for line in ahead[:4])


def _ends_here(lines: list[str], number: int) -> bool:
    """A closing formula, not a "thank you" in the middle: names and the like come next."""
    after = [line for line in lines[number + 1 :] if line.strip()][:4]
    if _THANKS.match(lines[number]) and any(_goes_on(line) for line in after):
        return False
    return all(len(line) < 80 and not line.rstrip().endswith((".", "!", "?")) for line in after[:2])


def _goes_on(line: str) -> bool:
    """A line of a letter rather than of a signature."""
    words = line.split()
    return bool(_ITEM.match(line)) or len(words) > 6 or (words[0][0].islower() and len(words) > 2)


def _is_afterthought(line: str) -> bool:
    stripped = line.rstrip()
    return _is_postscript(line) or (len(stripped) > 60 and stripped.endswith((".", "!", "?")))


def _is_postscript(line: str) -> bool:
    return bool(_POSTSCRIPT.match(line))
