"""Dates, months of the year, weekdays and hours of a text, in English and German."""

import re
from collections.abc import Iterator

from .fact import Fact
from .tokens import fold

MONTHS = {
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
DAYS = {
    name: str(number)
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
_NAMED = "|".join(sorted(MONTHS, key=len, reverse=True))
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
_NTH_OF_MONTH = re.compile(
    rf"\b(?:(first|erste[nrs]?)|second|zweite[nrs]?)(?=\s+(?:of\s+)?(?:{_NAMED})\b)", re.I
)


def with_days_in_digits(text: str) -> str:
    """ "The first of May" and "am ersten Mai" with a 1."""
    return _NTH_OF_MONTH.sub(lambda match: "1." if match[1] else "2.", text)


def take(plain: str, found: set[Fact]) -> str:
    """Puts the hours, dates and months of a folded text into `found`; the text without the first
    two."""
    plain = _CLOCK_AFTER.sub(r"\g<hour>:\g<minute>", plain)
    plain = _CLOCK.sub(lambda match: _take_clock(match, found), plain)
    plain = _DATE.sub(lambda match: _take_date(match, found), plain)
    found |= set(_months(plain))
    return plain


def _months(plain: str) -> Iterator[Fact]:
    return (Fact("calendar", str(MONTHS[one["name"]])) for one in _MONTH.finditer(plain))


def in_digits(text: str) -> str:
    """Dates and hours of a text as it is written, in one spelling."""
    text = _CLOCK_AFTER.sub(lambda m: f"{m[0].split()[0]} {m['hour']}:{m['minute']}", text)
    text = _SPELT.sub(_date_in_digits, text)
    return _CLOCK.sub(_clock_in_digits, text)


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
    month = MONTHS[fold(name)] if name else int(parts["month3"] or parts["month4"] or 0)
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
