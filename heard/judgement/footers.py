"""What stands below letters and was written by nobody: notices of confidentiality.

They forbid, threaten and demand, and would make a plain question read hot.
"""

import re

_MAIL = re.compile(
    r"\b(?:th(?:is|e)|diese[rs]?|der|die) (?:e-?mail|mail|message|nachricht|communication)\b"
    r"|\bintended recipient",
    re.I,
)
_KINDS = [
    re.compile(kind, re.I)
    for kind in (
        r"confidential|privileged|vertraulich|gesch(?:ü|ue)tzt|geheimnis",
        r"intended|addressee|recipient|adressat|empf(?:ä|ae)nger|unbefugten",
        r"in error|by mistake|irrt(?:ü|ue)mlich|versehentlich|f(?:ä|ae)lschlich",
        r"unauthori[sz]ed|prohibited|unlawful|forbidden|may not"
        r"|unzul(?:ä|ae)ssig|untersagt|nicht gestattet|unerlaubt|unbefugt|unautorisiert",
        r"disclos|distribut|copying|disseminat|kopier|weitergabe|weiterleitung|vervielf(?:ä|ae)ltig"
        r"|ver(?:ö|oe)ffentlich|kenntnisnahme|nutzung",
        r"\bdelete|destroy|notify|notified|l(?:ö|oe)schen|vernichten|informieren",
        r"views|opinions",
        r"verbindlichkeit|rechtsverbindlich|liabilit|legally binding|virus|viren",
    )
]
_BEGINS = re.compile(
    r"\W*(?:(?:wichtiger )?hinweis\b|disclaimer|confidential|vertraulich|aus rechts-"
    r"|(?:the (?:contents?|information)|der inhalt|die informationen?)\b.{0,40}\b(?:this|dieser?)\b"
    r"|(?:this|diese) (?:e-?mail|mail|message|nachricht|communication)\b"
    r"|(?:any |the )?(?:views|opinions)\b|if you (?:are not|have received)\b"
    r"|(?:wenn|falls|sollten) sie (?:nicht|diese)\b)",
    re.I,
)
# A person who complains of a letter gone astray says "I", and whose it was.
_PERSON = re.compile(r"\b(?:ich|mir|mich|mein\w*|i|my|me|falsch\w*|wrong)\b", re.I)
_LEAST = 3


def footers(lines: list[str]) -> set[int]:
    """The numbers of the lines that belong to such notices; the first paragraph is none."""
    found: set[int] = set()
    for first, last in _paragraphs(lines)[1:]:
        begin = next((i for i in range(first, last) if _BEGINS.match(lines[i])), None)
        if begin is not None and _is_footer(" ".join(lines[begin:last])):
            found.update(range(begin, last))
    return found


def _is_footer(text: str) -> bool:
    kinds = sum(bool(kind.search(text)) for kind in _KINDS)
    return kinds >= _LEAST and bool(_MAIL.search(text)) and not _PERSON.search(text)


def _paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """First line and the line after the last of each run of lines that say anything."""
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            begin = number if begin is None else begin
        elif begin is not None:
            found.append((begin, number))
            begin = None
    return found
