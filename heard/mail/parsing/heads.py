"""The line that a mail program writes above what it quotes, in English and German."""

import re

HEAD = re.compile(r"(?:on|am)\b.*\b(?:wrote|schrieb)\b.*:$", re.I | re.S)
# Those that the library in `quotes` does not know: of Gmail's app, Open-Xchange, Yahoo, Proton,
# Airmail, Zoho, Notes, Horde, Tuta, T-Online and eM Client; some are wrapped once.
_ADDRESS = r"[<(]?[^\s<>()]{1,80}@[^\s<>()]{1,80}[>)]?"
_MORE = r"[^\n]{0,120}?(?:\n[^\n]{0,80}?)??"
OTHER_HEAD = re.compile(
    r"^[^\S\n]*(?:"
    rf"[^\n]{{1,120}}<{_ADDRESS}\s+(?:schrieb am|hat am|wrote on)\b{_MORE}\d:\d\d{_MORE}:"
    rf"|Am\b(?={_MORE}(?:\d:\d\d|@)){_MORE}\bhat (?!mir\b|uns\b|ihr|sie\b|er\b){_MORE}"
    r"\bgeschrieben:"
    rf"|Am\b[^\n]{{0,60}}?\d{_MORE}{_ADDRESS}\s+schrieb:"
    rf"|-{{2,}}\s*(?:On|Am)\b[^\n]{{0,60}}?\d{_MORE}\b(?:wrote|schrieb)\b{_MORE}-{{2,}}"
    r"|-{2,}[^\n]{1,160}\b(?:schrieb|wrote):\s*-{2,}"
    r"|-{2,}\s*Original[- ]?Nachricht\s*-{2,}"
    rf"|(?:Zitat von|Quoting)\b(?:[^\n]{{0,80}}{_ADDRESS}:|[^\n]{{1,80}}:(?=\s*\n\s*>))"
    rf"|\d{{1,2}}\.?\s\w{{3,9}}\.?\s\d{{4}},\s\d\d?:\d\d\s(?:von|by)\s{_ADDRESS}:"
    r")[^\S\n]*$",
    re.M | re.I,
)
# Of each: when it was said, and who said it
SAID = [
    re.compile(
        r"On\s+(?P<when>.{6,60}?\d[:.]\d{2}(?::\d{2})?(?:\s*[AaPp]\.?\s?[Mm]\b\.?)?"
        r"(?:\s+[A-Z]{3,4}\b|\s*[+-]\d{4})?),?\s+(?P<who>.{1,200}?)\s+wrote:\s*",
        re.S,
    ),
    re.compile(r"On\s+(?P<when>.{6,40}?\d{4}),?\s+(?P<who>.{1,200}?)\s+wrote:\s*", re.S),
    re.compile(r"Am\s+(?P<when>.{6,80}?)\s+schrieb\s+(?P<who>.{1,200}?)\s*:\s*", re.S),
    re.compile(r"Am\s+(?P<when>.{6,80}?\d),\s+(?P<who>.{1,200}?@.{3,80}?)\s+schrieb\s*:\s*"),
    re.compile(
        r"Am\s+(?P<when>.{6,80}?)\s+hat\s+(?P<who>.{1,200}?)\s+(?:Folgendes\s+)?geschrieben\s*:\s*"
    ),
    re.compile(
        r"(?P<who>.{1,120}<\S{1,80}@\S{1,80}>)\s+(?:schrieb\s+am|hat\s+am|wrote\s+on)"
        r"\s+(?P<when>.{6,60}?)(?:\s+geschrieben)?\s*:\s*"
    ),
]
# Gmail's app puts a comma before the address, Airmail round brackets about it
AROUND = re.compile(r",?\s*[<(]([^\s<>()]+@[^\s<>()]+)[>)]")
# A line of a mail's fields. Without a subject or an address they are those of a journey or parcel,
# beside fields for a telephone or a message those of a form on a web page.
FIELD = (
    r"[^\S\n]*(?:From|Von|To|An|Date|Datum|Subject|Betreff|E-?Mail|Telefon|Phone|Name)\s?:[^\n]*"
)
FIELDS = re.compile(
    rf"^{FIELD}(?:\n{FIELD})+(?:\n{{1,3}}[^\S\n]*(?:Nachricht|Message)\b)?", re.M | re.I
)
_OF_A_MAIL = re.compile(r"^\s*(?:Subject|Betreff)\s?:|@", re.M | re.I)
_OF_A_FORM = re.compile(r"^\s*(?:E-?Mail|Telefon|Phone|Name|Nachricht|Message)\b", re.M | re.I)
_FORWARDED = re.compile(
    r"\s*(?:\W*(?:Forwarded message|Weitergeleitete Nachricht|Begin forwarded message)\W*(?:\n|$)"
    rf"|(?:{FIELD})(?:\n|$))+\s*",
    re.I,
)


def is_no_head(fields: str) -> bool:
    """Whether such lines belong to a journey, a parcel or a form."""
    return bool(_OF_A_FORM.search(fields)) or not _OF_A_MAIL.search(fields)


def only_forwards(new: str) -> bool:
    """Whether nothing stands above what is forwarded."""
    return bool(_FORWARDED.fullmatch(new))


def is_head(text: str) -> bool:
    """Whether the text, its line breaks made blanks, is such a line."""
    return bool(HEAD.match(text) or OTHER_HEAD.fullmatch(text))
