"""What mail programs, desks and forums write above and before what they quote."""

import re
from collections.abc import Sequence

_QUOTE_LINE = re.compile(r"\s*(?:>(?!:?-?[(\[/|])|\|\s(?!.*\|\s*$))")
# Long blanks: an address, which is blanked before.
_WROTE = re.compile(
    r"\s*(?:On\b.{4,250}\bwrote|(?:Am|Den|Den:|Zitat von)\b.{4,250}\bschrieb\b.{0,120}"
    r"|.{3,120}\S\s{6,}(?:schrieb|wrote|hat)\b.{0,80}|(?:Zitat von|Quoting)\b.{1,120}\S\s{6,}"
    r"|.{3,80}\bhat am\b.{6,60}\d.{0,30}\bgeschrieben"
    r"|\d\d?\.\d\d?\.\d{4},? \d\d?:\d\d\b.{1,80}\bschrieb"
    r"|Am\b.{4,120}\bhat (?!mir\b|uns\b|ihr|sie\b|er\b).{1,120}\bgeschrieben"
    r"|\d{1,2}\.? \w{3,9}\.? \d{4}, \d\d?:\d\d (?:von|by)\s+"
    r"|.{4,120}\d.{0,120}\b(?:a écrit|escribió|ha scritto|schreef\b.{0,120}|napisał(?:\(a\)|a)?)"
    r")\s*:\s*$",
    re.I,
)
_WROTE_BEGINS = re.compile(r"\s*(?:(?:On|Am|Le)\b.{0,120}\d|.{3,80}\S\s{6,})", re.I)
# "On 12 March you wrote:" is a sentence of theirs; a program names the day in full or an address.
_BY_SOMEBODY = re.compile(
    r"\b(?:mir|uns|mich|sie|ihre?\w*|du|wir|ich|er|man|you|your|me|us|we|i|he|she|they)\b", re.I
)
_MOMENT = re.compile(r"\d:\d\d\b|\d\.\d\d\s*uhr\b|\b\d\d?\.\d\d?\.\d\d|\b20\d\d\b", re.I)
_LONG_BLANKS = re.compile(r"\S\s{6,}")
_HISTORY = re.compile(
    r"\s*(?:-{2,}|_{5,}|={5,}|\*{3,})\s*(?:Original(?:[- ]?nachricht| Message| Mail| Appointment)?"
    r"|(?:Ihre )?Urspr(?:ü|ue)ngliche (?:Nachricht|Message|Mail)(?: von .{1,60})?|Forwarded message"
    r"|(?:Previous|Earlier) (?:message|mail|correspondence)|Weitergeleitete Nachricht"
    r"|Weitergeleitet von .{1,120}|Bisheriger Schriftwechsel|Verlauf|History)"
    r"\s*(?:-{2,}|_{5,}|={5,}|\*{3,})?\s*$"
    r"|\s*-{2,}.{1,250}\b(?:schrieb|wrote)\b.{0,160}-{2,}\s*$"
    r"|\W*(?:(?:Please )?type your reply|Reply|(?:Bitte )?(?:geben|antworten|schreiben) Sie)\b"
    r".{0,40}"
    r"\b(?:above this line|(?:ober|über|ueber)(?:halb)? dieser Zeile)\b.{0,8}$"
    r"|\s*(?:Ihre Nachricht vom|Sie schrieben am|Your message of) \d.{4,40}:\s*$",
    re.I,
)
_HEADER = re.compile(
    r"\s*[*_]*(?:From|Von|Sent|Gesendet|Date|Datum|To|An|Cc|Kopie|Subject|Betreff|De|Envoyé)[*_]*\s?:",
    re.I,
)
_FROM = re.compile(r"\s*[*_]*(?:From|Von|De)[*_]*\s?:", re.I)
_OF_A_MAIL = re.compile(
    r"(?<![^\W_])(?:Sent|Gesendet|Subject|Betreff|Envoyé)[*_]*\s?:|\S\s{6,}", re.I
)
_ON_ONE_LINE = re.compile(
    r"\s*(?:From|Von): .{2,120} (?:Sent|Gesendet|Date|Datum): .{6,60} (?:To|An): ", re.I
)
# A form on a web page names its fields so.
_FIELD = re.compile(
    r"\s*(?:Message|Your message|Nachricht|Ihre Nachricht|Comments?|Text)\b.{0,12}:", re.I
)
_FORWARDED = re.compile(r"\W*(?:Forwarded message|Weitergeleitete Nachricht|Begin forwarded)", re.I)


def is_quoted(line: str) -> bool:
    return bool(_QUOTE_LINE.match(line))


def wrote(lines: Sequence[str], number: int) -> str:
    """The line "On …, Anna wrote:" that begins here, on one line; empty where there is none."""
    line = lines[number]
    if line.rstrip().endswith(":") and len(line) < 400 and _WROTE.match(line):
        return line
    if not _WROTE_BEGINS.match(line[:200]):
        return ""
    wrapped = line
    for other in lines[number + 1 : number + 3]:
        wrapped = f"{wrapped} {other.strip()}"
        if len(wrapped) < 400 and _WROTE.match(wrapped):
            return wrapped
    return ""


def is_of_a_program(head: str) -> bool:
    """Whether a program wrote such a line rather than a person who tells of a letter."""
    return bool(_LONG_BLANKS.search(head)) or (
        bool(_MOMENT.search(head)) and not _BY_SOMEBODY.search(head)
    )


def quote_follows(lines: Sequence[str], number: int) -> bool:
    ahead = [line for line in lines[number + 1 : number + 8] if line.strip()]
    return any(is_quoted(line) for line in ahead[:4])


def begins_history(lines: Sequence[str], number: int) -> bool:
    """Whether all that was said before begins here: by a rule with a name, or a mail's fields."""
    line = lines[number]
    if _HISTORY.match(line) or _ON_ONE_LINE.match(line):
        return True
    if not _HEADER.match(line):
        return False
    ahead = [other for other in lines[number : number + 14] if other.strip()][:6]
    fields = [other for other in ahead if _HEADER.match(other)]
    if not any(map(_FROM.match, ahead[:4])) or any(map(_FIELD.match, lines[number : number + 14])):
        return False
    return len(fields) >= 3 and any(map(_OF_A_MAIL.search, fields))


def is_forwarded(line: str) -> bool:
    """A rule below which stands what they mean to say, where nothing stands above it."""
    return bool(_FORWARDED.match(line))
