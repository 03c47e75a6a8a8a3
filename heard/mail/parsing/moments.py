"""Dates as mail programs write them above what they quote, in English and German."""

import re
from datetime import datetime, timedelta, timezone

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january januar", "feb february februar", "mar mär mrz march märz maerz", "apr april",
         "may mai", "jun june juni", "jul july juli", "aug august", "sep sept september",
         "oct okt october oktober", "nov november", "dec dez december dezember"), 1)
    for name in names.split()
}  # fmt: skip
NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY, YEAR, MONTH = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})", rf"(?P<name>{NAME})"
DAYS = [
    re.compile(rf"{DAY}(?:\.|st|nd|rd|th)?\s+{MONTH}\.?,?\s+{YEAR}", re.I),
    re.compile(rf"\b{MONTH}\.?\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}", re.I),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})\b"),
    re.compile(r"\b(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4}|\d{2})\b"),
]  # fmt: skip
TIME = re.compile(r"\b(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?(?:\s*([ap])\.?\s?m\b)?", re.I)
OFFSET = re.compile(r"(?:\b(?:UTC|GMT)\s*)?([+-])(\d{2}):?(\d{2})\b")
ZONES = {
    "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "UTC": 0, "GMT": 0, "BST": 1,
    "EST": -5, "EDT": -4, "PST": -8, "PDT": -7,
}  # fmt: skip
ZONE = re.compile(rf"\b({'|'.join(ZONES)})\b")


def read_moment(text: str) -> datetime | None:
    """The moment in the text: aware where a zone is named, naive otherwise; None for none."""
    for pattern in DAYS:
        found = pattern.search(text)
        if found is None:
            continue
        rest = text[: found.start()] + " " + text[found.end() :]
        time = TIME.search(rest)
        hour, minute = (int(time[1]), int(time[2])) if time else (0, 0)
        half = (time[3] or "").lower() if time else ""
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        try:
            year, month, day = _day(found.groupdict(), bool(half))
            return datetime(year, month, day, hour, minute, tzinfo=_zone(rest))
        except ValueError:
            continue
    return None


def _day(found: dict[str, str], american: bool) -> tuple[int, int, int]:
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    if found.get("name"):
        return year, MONTHS[found["name"].lower()], int(found["day"])
    if found.get("first"):
        first, second = int(found["first"]), int(found["second"])
        month_first = second > 12 or (american and first <= 12)
        return (year, first, second) if month_first else (year, second, first)
    return year, int(found["month"]), int(found["day"])


def _zone(text: str) -> timezone | None:
    if offset := OFFSET.search(text):
        minutes = int(offset[2]) * 60 + int(offset[3])
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    if named := ZONE.search(text):
        return timezone(timedelta(hours=ZONES[named[1]]))
    return None
