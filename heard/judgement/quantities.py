"""Numbers of a text with what they count: "1.250,00 Euro", "about 40 pallets", "14 Tage"."""

import re
from collections.abc import Iterator

from .fact import Fact

_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
    r"(st|nd|rd|th|\.(?=\s+[a-zäöü]))?(?![\w])"
)
_ROUGHLY = re.compile(
    r"(?:\b(?:about|around|some|nearly|almost|roughly|over|under|approximately|approx\.?|more than|"
    r"close to|gut|rund|knapp|fast|etwa|ungefaehr|circa|zirka|ca\.|ueber|unter|mehr als|um die|"
    r"an die|beinahe|nahezu|annaehernd)|[~≈])\s*(?:[€$£]\s*)?$"
)
# "Eine Rechnung über 1.240 Euro" is one of just so much.
_EXACTLY = re.compile(
    r"\b(?:rechnung|angebot|betrag|gutschrift|gutschein|scheck|mahnung|auftrag|vertrag|kredit|"
    r"forderung|zahlung|ueberweisung|streit|nummer|invoice|dispute|talk|cheque|offer)\w*\s+"
    r"(?:ueber|unter|over|about|under)\s*(?:[€$£]\s*)?$"
)
_LINKS = frozenset("statt to auf bis und and instead rather or oder ab at um".split())
_UNITS = re.compile(
    r"\.?\s*(?:-|–)?\s*"
    r"(?:(?:working|business|calendar|full|whole|more|further|weiteren?|vollen?|ganzen?|langen?) )?"
    r"(%|€|\$|£|[a-z]{1,20}\.?)|",
)
_UNIT_NAMES = {
    "day": "day tag tage tagen days arbeitstage werktage",
    "week": "week weeks woche wochen",
    "month": "month months monat monate monaten",
    "hour": "hour hours stunde stunden std h",
    "minute": "minute minutes minuten min",
    "year": "year years jahr jahre jahren",
    "percent": "% percent prozent",
    "euro": "€ eur euro euros",
    "franc": "chf franken sfr",
    "pound": "£ gbp pound pounds",
    "dollar": "$ usd dollar dollars",
    "piece": "pieces piece pcs stueck units unit teile parts",
    "pallet": "pallet pallets palette paletten",
    "time": "time times mal",
}
UNITS = {word: unit for unit, words in _UNIT_NAMES.items() for word in words.split()}


def numbers(plain: str) -> Iterator[Fact]:
    """Those of a folded text; what is a date, an hour or a code was taken out before."""
    plain = re.sub(r"([€$£])\s?(?=\d)", r"\1 ", plain)
    return (_number(plain, match) for match in _NUMBER.finditer(plain))


def _number(text: str, match: re.Match[str]) -> Fact:
    """A number with its unit, whether it is rough, and whether it counts anything."""
    before = text[max(0, match.start() - 40) : match.start()]
    roughly = bool(_ROUGHLY.search(before)) and not _EXACTLY.search(before)
    after = _UNITS.match(text, match.end())
    word = (after.group(1) or "").rstrip(".") if after else ""
    sign = next((sign for sign in ("€", "$", "£") if before.rstrip().endswith(sign)), None)
    if not sign and (last := re.search(r"\b(eur|chf|usd|gbp)$", before.rstrip())):
        sign = last.group()
    unit = UNITS[sign] if sign else unit_of(word)
    bare = bool(match[2]) or not word or word in _LINKS
    return Fact(unit, _value(match[1]), roughly, bare)


def unit_of(word: str) -> str:
    """What is counted; one name for all things, so that "eight men" meets "18 in all"."""
    return UNITS.get(word, "count")


def _value(written: str) -> str:
    """ "1.250,00", "1,250.00", "1'250" and "1250" are one; so are "4,5" and "4.5"."""
    digits = re.sub(r"['’ ]", "", written)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?", digits):
        tail = re.search(r"[.,](\d{1,2})$", digits)
        whole = digits[: tail.start()] if tail else digits
        digits = re.sub(r"[.,]", "", whole) + (f".{tail.group(1)}" if tail else "")
    return f"{float(digits.replace(',', '.')):.2f}".rstrip("0").rstrip(".")
