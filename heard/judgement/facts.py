"""Numbers, dates and weekdays of a text, normalised so that two spellings can be compared."""

import re
from functools import lru_cache

from .fact import Fact
from .numbers import in_digits
from .tokens import Token, fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jaenner",
            "feb february februar feber",
            "mar march maerz mrz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct okt october oktober",
            "nov november",
            "dec dez december dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag",
            "tuesday dienstag",
            "wednesday mittwoch",
            "thursday donnerstag",
            "friday freitag",
            "saturday samstag sonnabend",
            "sunday sonntag",
        )
    )
    for name in names.split()
}
# What `in_digits` leaves as words.
_COUNTS = {
    name: number
    for number, names in (
        (2, "two zwei twice zweimal second zweite zweiten zweiter zweites 2nd"),
        (3, "dreimal thrice dritt"),
        (4, "viermal viert"),
        (5, "fuenfmal fuenft"),
        (6, "sechsmal sechst"),
        (7, "siebenmal"),
        (12, "dozen dutzend"),
    )
    for name in names.split()
}
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<name>{_NAMED})\b"
    rf"|\b(?P<name2>{_NAMED})\.?\s+(?:the\s+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)"
    r"|\b(?P<day3>\d{1,2})\.\s?(?P<month3>\d{1,2})\.(?:\s?\d{2,4})?"
    r"|\b\d{4}-(?P<month4>\d{2})-(?P<day4>\d{2})\b"
)
# As it is written, not folded: "März" and "Jänner" have their dots.
_SPELT = re.compile(
    re.sub(r"\bmaerz\b", "maerz|märz", _DATE.pattern).replace("jaenner", "jaenner|jänner"), re.I
)
# "9.30 am", but not "die 12 am Montag gelieferten"; "um 14 h", but not "innerhalb 48 h".
_HOUR, _MINUTE = r"([01]?\d|2[0-4])", r"([0-5]\d)"
_ON_A_DAY = (
    r"(?!\s+(?:(?:mon|diens|donners|frei|sams|sonn|feier|vormit|nachmit|mit)tag|mittwoch|sonnabend"
    r"|morgen|abend|anfang|ende|wochenende|(?:letzt|nächst|naechst|erst|gleich|selb)en)\b"
    r"|\s+\d{1,2}\.)"
)
_CLOCK = re.compile(
    rf"\b{_HOUR}(?:[:.h]{_MINUTE})?\s*(uhr|o'clock|pm|am\b{_ON_A_DAY})\b"
    rf"|\b{_HOUR}[:h]{_MINUTE}(?:\s?h)?\b"
    rf"|(?:(?<=\bum\s)|(?<=\bat\s)|(?<=\bab\s)|(?<=\bbis\s)|(?<=\bgegen\s)){_HOUR}\s?h\b",
    re.I,
)
# "um 13.40" is a clock, "um 13.40 Euro" and "um 3.1.2026" are none.
_CLOCK_AFTER = re.compile(
    r"\b(?:um|at)\s+(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)\b"
    r"(?!\.?\d|\s*(?:%|€|\$|£|prozent|percent|eur|chf|gbp|usd|sfr|franken|pounds|dollars"
    r"|uhr|am\b|pm\b))",
    re.I,
)
# "Ende Oktober", "since May": alone, "may" and "march" are other words.
_MONTH = re.compile(
    rf"\b(?:in|im|of|from|since|until|till|by|early|late|mid|last|next|seit|bis|ab|ende|anfang|mitte"
    rf"|vom|letzten|naechsten)\s+(?P<name>{_NAMED})\b"
)
# "A-417", "4711-B": letters and at least two digits.
_CODE = re.compile(
    r"(?<![\w-])(?:[a-z]{1,4}-?\d{2,}(?:-?[a-z\d]+)*|\d{2,}-?[a-z]{1,3}(?:-?\d+)?)(?![\w-])"
)
_GLUED = re.compile(r"(?<=\d)(?=(?:h|std|min|eur|chf|usd|gbp)\b)")  # "48h"
# Whoever is called by name, as it is written: "Herrn Huber", "Ms O'Brien".
_CALLED = re.compile(
    r"\b(?:Herrn?|Frau|Hr\.|Fr\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Mag\.)\s+"
    r"(?:Dr\.?\s+|Mag\.\s+)?(?P<name>[A-ZÄÖÜ][\w'’-]+)"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
    r"(st|nd|rd|th|\.(?=\s+[a-zäöü]))?(?![\w])"
)
# "two thirds", "zu neun Zehnteln", "a third less" count nothing.
_FRACTION = re.compile(
    r"\b(?:\d+|one|two|zwei|ein)[ -](?:\d+(?:th|rd)s?|thirds?|quarters?|"
    r"(?:drit|vier|fuenf|sechs|ach|zehn)t?eln?)\b"
    r"|\ba (?:\d+(?:rd|th)|third|quarter)(?= (?:of|less|more|lower|higher|off|up|down)\b)"
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
_NTH_OF_MONTH = re.compile(
    rf"\b(?:(first|erste[nrs]?)|second|zweite[nrs]?)(?=\s+(?:of\s+)?(?:{_NAMED})\b)", re.I
)
_LINKS = frozenset("statt to auf bis und and instead rather or oder ab at um".split())
# "1.250" and "1'250,00" with their groups of three; a sum without cents.
_GROUPED = re.compile(r"(?<![\w.,'’])[1-9]\d{0,2}(?:([.,'’])\d{3})(?:\1\d{3})*(?![\w'’]|[.,]\d{3})")
_ROUND = re.compile(r"(?<![\w.,:])(\d+)(?:[.,]00|,-{1,2}|,–)(?![\w:]|[.,]\d)")
_UNITS = re.compile(
    r"\.?\s*(?:-|–)?\s*"
    r"(?:(?:working|business|calendar|full|whole|more|further|weiteren?|vollen?|ganzen?|langen?) )?"
    r"(%|€|\$|£|[a-z]{1,20}\.?)|",
)
_WORD = re.compile(r"[a-z']+")
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
_FACT_WORDS = frozenset(
    (*_MONTHS, *_DAYS, *_COUNTS, "eur", "euro", "euros", "chf", "gbp", "usd", "pounds", "dollars")
)
_SIZES = frozenset(
    "st nd rd th er x k m g t l kg mm cm km qm ml kw kwh mb gb tb px ct mah v w a c p".split()
)
_UNIT = {word: unit for unit, words in _UNIT_NAMES.items() for word in words.split()}


@lru_cache(maxsize=20_000)
def _is_number(typed: str) -> bool:
    return in_digits(typed) != typed


def is_fact_word(token: Token) -> bool:
    """Whether a word is a number, month, weekday or currency, which a fact says better."""
    return token.word[:1].isdigit() or token.word in _FACT_WORDS or _is_number(token.typed)


def facts(text: str) -> frozenset[Fact]:
    """All numbers, codes, dates, months, times, weekdays and called names of a text."""
    found = {Fact("name", fold(match["name"])) for match in _CALLED.finditer(text)}
    plain = fold(_nth_of_month(in_digits(text))).replace("per cent", "percent")
    plain = _FRACTION.sub(" ", plain)
    plain = _CLOCK_AFTER.sub(r"\g<hour>:\g<minute>", plain)
    plain = _CLOCK.sub(lambda match: _take_clock(match, found), plain)
    plain = _DATE.sub(lambda match: _take_date(match, found), plain)
    found |= {Fact("calendar", str(_MONTHS[one["name"]])) for one in _MONTH.finditer(plain)}
    plain = _GLUED.sub(" ", plain)
    plain = _CODE.sub(lambda match: _take_code(match, found), plain)
    plain = re.sub(r"([€$£])\s?(?=\d)", r"\1 ", plain)
    found |= {_number(plain, match) for match in _NUMBER.finditer(plain)}
    words = _WORD.findall(plain)
    for index, word in enumerate(words):
        if word in _DAYS or (word.endswith("s") and word[:-1] in _DAYS):
            found.add(Fact("weekday", str(_DAYS.get(word, _DAYS.get(word[:-1], 0)))))
        elif word in _COUNTS:
            following = words[index + 1] if index + 1 < len(words) else ""
            found.add(Fact(_unit_of(following), str(_COUNTS[word])))
    return frozenset(found)


def plainly(text: str) -> str:
    """The text with numbers, dates and times in one spelling: "May 3rd" and "3. Mai" become "3.5.",
    "23:04 Uhr" and "um 23.04" the same "23:04", "1.250,00" and "1,250" the same "1250"."""
    text = _nth_of_month(in_digits(text))
    text = _CLOCK_AFTER.sub(lambda m: f"{m[0].split()[0]} {m['hour']}:{m['minute']}", text)
    text = _SPELT.sub(_date_in_digits, text)
    text = _CLOCK.sub(_clock_in_digits, text)
    text = _GROUPED.sub(lambda m: re.sub(r"\D", "", m[0]), text)
    return _ROUND.sub(r"\1", text)


def _nth_of_month(text: str) -> str:
    return _NTH_OF_MONTH.sub(lambda match: "1." if match[1] else "2.", text)


def _date_in_digits(match: re.Match[str]) -> str:
    found: set[Fact] = set()
    _take_date(match, found)
    return f"{found.pop().value}."


def _clock_in_digits(match: re.Match[str]) -> str:
    found: set[Fact] = set()
    _take_clock(match, found)
    return found.pop().value


def _take_date(match: re.Match[str], found: set[Fact]) -> str:
    parts = match.groupdict()
    day = parts["day"] or parts["day2"] or parts["day3"] or parts["day4"]
    name = parts["name"] or parts["name2"]
    month = _MONTHS[fold(name)] if name else int(parts["month3"] or parts["month4"] or 0)
    found.add(Fact("date", f"{int(day or 0)}.{month}"))
    return " "


def _take_clock(match: re.Match[str], found: set[Fact]) -> str:
    hour = int(match.group(1) or match.group(4) or match.group(6))
    minute = int(match.group(2) or match.group(5) or 0)
    said = (match.group(3) or "").lower()
    if said in ("am", "pm"):
        hour = hour % 12 + 12 * (said == "pm") if hour <= 12 else hour
    bare = said == "o'clock" or match.group(4) is not None
    found.add(Fact("clock", f"{hour}:{minute:02d}", bare=bare))
    return " "


def _take_code(match: re.Match[str], found: set[Fact]) -> str:
    """Another word for a code; "20kg" and "12er" count something and stay."""
    tail = match[0].lstrip("0123456789-")
    if match[0][0].isdigit() and (tail in _UNIT or tail in _SIZES):
        return match[0]
    found.add(Fact("code", match[0].replace("-", "")))
    return " "


def _number(text: str, match: re.Match[str]) -> Fact:
    """A number with its unit, whether it is rough, and whether it counts anything."""
    before = text[max(0, match.start() - 40) : match.start()]
    roughly = bool(_ROUGHLY.search(before)) and not _EXACTLY.search(before)
    after = _UNITS.match(text, match.end())
    word = (after.group(1) or "").rstrip(".") if after else ""
    sign = next((sign for sign in ("€", "$", "£") if before.rstrip().endswith(sign)), None)
    if not sign and (last := re.search(r"\b(eur|chf|usd|gbp)$", before.rstrip())):
        sign = last.group()
    unit = _UNIT[sign] if sign else _unit_of(word)
    bare = bool(match[2]) or not word or word in _LINKS
    return Fact(unit, _value(match[1]), roughly, bare)


def _unit_of(word: str) -> str:
    """What is counted; one name for all things, so that "eight men" meets "18 in all"."""
    return _UNIT.get(word, "count")


def _value(written: str) -> str:
    """ "1.250,00", "1,250.00", "1'250" and "1250" are one; so are "4,5" and "4.5"."""
    digits = re.sub(r"['’ ]", "", written)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?", digits):
        tail = re.search(r"[.,](\d{1,2})$", digits)
        whole = digits[: tail.start()] if tail else digits
        digits = re.sub(r"[.,]", "", whole) + (f".{tail.group(1)}" if tail else "")
    return f"{float(digits.replace(',', '.')):.2f}".rstrip("0").rstrip(".")
