"""Dates that they set us: "by Thursday noon", „bis zum 3. Dezember“, "within ten days".

Only sentences that ask, warn or set a term are looked at: „Wir liefern bis Freitag“ is a promise
of theirs and no date for us. A day without an hour ends at its last minute.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from heard.judgement.cues import phrasebook
from heard.judgement.folding import own_words
from heard.judgement.sentences import sentences
from heard.judgement.tokens import tokens
from heard.people.models import Calendar

DAY_ENDS = time(23, 59)
LONGEST, FARTHEST = 20_000, timedelta(days=400)
MOST = 4
EACH, MANY = 6, 100  # terms looked at in one sentence; days, weeks or hours that one can mean
TERMS = {"threat", "ultimatum", "leaving", "demand"}
CRIES = {"repetition", "insult", "sarcasm", "blame"}  # a question that asks nothing

_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag", "tuesday dienstag", "wednesday mittwoch", "thursday donnerstag",
            "friday freitag", "saturday samstag sonnabend", "sunday sonntag",
        )
    )
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan", "february februar feb", "march märz mar", "april apr",
            "may mai", "june juni jun", "july juli jul", "august aug", "september sept sep",
            "october oktober oct okt", "november nov", "december dezember dec dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_COUNTS = {
    "one": 1, "a": 1, "einem": 1, "einer": 1, "two": 2, "zwei": 2, "three": 3, "drei": 3,
    "four": 4, "vier": 4, "five": 5, "fünf": 5, "six": 6, "sechs": 6, "seven": 7, "sieben": 7,
    "eight": 8, "acht": 8, "ten": 10, "zehn": 10, "fourteen": 14, "vierzehn": 14,
}  # fmt: skip
_HOURS = {"noon": 12, "mittag": 12, "mittags": 12, "midday": 12, "abend": 18, "früh": 9,
          "nachmittag": 17, "vormittag": 12, "tonight": 18, "morning": 12, "afternoon": 17,
          "evening": 18}  # fmt: skip
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COUNT = r"\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True))

_LIMIT = (
    r"(?:bis(?:\s+(?:spätestens|zum|am|zu|einschließlich|kommenden|nächsten|diesen))*"
    r"|(?:aller)?spätestens(?:\s+(?:bis|am|zum|kommenden|nächsten))*"
    r"|(?:by|until|before|no\s+later\s+than|not\s+later\s+than|at\s+the\s+latest)"
    r"(?:\s+(?:the|next|this|on))*)\s+"
)
_WHEN = (
    rf"(?:(?P<name>{_DAY})(?P<part>abend|mittag|nachmittag|vormittag)?"
    r"|(?P<near>übermorgen|morgen|heute|today|tomorrow|tonight)"
    r"|(?P<end>ende\s+(?:der|dieser|nächster|der\s+nächsten)\s+woche"
    r"|end\s+of\s+(?:the\s+|this\s+|next\s+)?week"
    r"|ende\s+(?:des|dieses)\s+monats|end\s+of\s+(?:the\s+|this\s+)?month|monatsende"
    r"|end\s+of\s+(?:the\s+)?(?:business\s+)?day|close\s+of\s+business|cob|eod)"
    rf"|(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<m>{_MONTH})\b\.?(?:\s+(?P<y>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y2>\d{{4}}))?"
    r"|(?P<d3>\d{1,2})\.\s?(?P<m3>\d{1,2})\.(?:\s?(?P<y3>\d{4}|\d{2})\b)?"
    r"|(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2})"
    r"|(?=(?:\d{1,2}(?:[:.]\d{2})?\s*(?:uhr|am\b|pm\b|o'clock)|noon|mittag)))"
)
_HOUR = (
    r"(?:,?\s*(?:(?:um|at|bis|the)\s+)?(?:(?P<h>\d{1,2})(?:[:.](?P<min>\d{2}))?\s*(?P<unit>uhr|am\b|pm\b|"
    r"o'clock)|(?P<h2>\d{1,2}):(?P<min2>\d{2})"
    r"|(?P<word>noon|mittags?|midday|nachmittag|vormittag|abend|früh|morning|afternoon|evening)))?"
)
_BY = re.compile(rf"\b{_LIMIT}{_WHEN}{_HOUR}", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*(?:am\s+|on\s+)?{_WHEN}", re.IGNORECASE)
_WITHIN = re.compile(
    rf"\b(?:binnen|innerhalb(?:\s+von)?|innert|within(?:\s+the\s+next)?)\s+(?P<n>{_COUNT})\s+"
    r"(?P<unit>stunden?|hours?|tagen?|days?|arbeitstagen?|werktagen?|(?:working|business)\s+days?|"
    r"wochen?|weeks?)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:heute\s+noch|noch\s+heute|heute|today)\b", re.IGNORECASE)

_ASKS = re.compile(
    r"\bbitte\b|\bbitten?\s+(?:wir|ich)|\b(?:wir|ich)\s+(?:bitten?|möchten?|erwarten?|fordern?|"
    r"verlangen?|will|wollen|brauchen?|bestehen?)\b|\b(?:erwarten?|verlangen?|fordern?|brauchen?|"
    r"möchten?)\s+(?:ich|wir)\b|\b(?:könn(?:t|en|ten)|würden)\s+sie\b|\bkönn(?:t|tet)\s+ihr\b|"
    r"(?:^|[.!?,]\s+|und\s+)(?:schicken|senden|liefern|sorgen|rufen|melden|erstatten|geben|nehmen|"
    r"bestätigen|teilen|sagen|nennen|zahlen|überweisen|holen|tauschen|ersetzen|klären)\s+sie\b|"
    r"\bplease\b|\b(?:could|can|would|will)\s+you\b|\b(?:we|i)\s+(?:need|want|expect|require|"
    r"demand|ask|request|insist|would\s+like)\b|(?:^|[.!?,]\s+|and\s+)(?:send|call|refund|replace|"
    r"confirm|tell|give|pay|let)\s+(?:me|us|the|our|my)\b|\blet\s+(?:me|us)\s+know\b",
    re.IGNORECASE,
)
_MORE_TIME = re.compile(  # it is they who ask for time
    r"\b(?:give|allow)\s+(?:me|us)\s+(?:until|time)|\bgeben\s+sie\s+(?:mir|uns)\s+(?:bitte\s+)?(?:bis|zeit)",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:you|your|sie|ihr|ihnen|euch|du)\b", re.IGNORECASE)


@dataclass(frozen=True)
class SetDate:
    """A date in their words: when it ends, and the sentence (its place in the text)."""

    due: datetime
    words: str
    start: int
    end: int


def asks(sentence: str) -> bool:
    """Whether a sentence of theirs asks for something; what only cries out does not."""
    if _ASKS.search(sentence):
        return True
    asked = "?" in sentence and "?!" not in sentence and bool(_OURS.search(sentence))
    return asked and not _labels(sentence) & CRIES


def _labels(sentence: str) -> set[str]:
    return {cue.label for cue in phrasebook("heat").find(tokens(sentence))}


def dates_set(text: str, said_at: datetime) -> list[SetDate]:
    """The dates that a message of theirs sets us, the soonest first; none that lies before it."""
    text = text[:LONGEST]
    zone = ZoneInfo(Calendar.of_the_house().zone)
    here = said_at.astimezone(zone)
    found: dict[datetime, SetDate] = {}
    own = own_words(text)
    for start, end in sentences(own):
        sentence = own[start:end]
        if not (asks(sentence) or _labels(sentence) & TERMS) or _MORE_TIME.search(sentence):
            continue
        for due in _dues(sentence, here):
            if here < due <= here + FARTHEST:
                words = " ".join(sentence.split())
                found.setdefault(due, SetDate(due, words, start, end))
    return [found[due] for due in sorted(found)][:MOST]


def _dues(sentence: str, here: datetime) -> Iterator[datetime]:
    exact = False
    for match in islice(_BY.finditer(sentence), EACH):
        due = _by(match, here)
        if due is not None:
            exact = True
            yield due
    for match in islice(_WITHIN.finditer(sentence), EACH):
        exact, due = True, _within(match, here)
        if due is not None:
            yield due
    if not exact and _TODAY.search(sentence):
        yield datetime.combine(here.date(), DAY_ENDS, here.tzinfo)


def _by(match: re.Match[str], here: datetime) -> datetime | None:
    if not any(match[name] for name in ("name", "near", "end", "d", "d2", "d3", "y4")):
        return _at_an_hour(match, here)
    day = _day(match, here.date())
    return datetime.combine(day, _hour(match) or DAY_ENDS, here.tzinfo) if day else None


def _at_an_hour(match: re.Match[str], here: datetime) -> datetime | None:
    """ "by 5 pm", the next one; "by 5 pm tomorrow", where the day comes behind."""
    hour = _hour(match)
    if hour is None:
        return None
    behind = _BEHIND.match(match.string, match.end())
    if behind is None:
        due = datetime.combine(here.date(), hour, here.tzinfo)
        return due + timedelta(days=1) if due <= here else due
    day = _day(behind, here.date())
    return datetime.combine(day, hour, here.tzinfo) if day else None


def _day(match: re.Match[str], today: date) -> date | None:
    if match["name"]:
        return today + timedelta(days=(_DAYS[match["name"].lower()] - today.weekday()) % 7)
    if match["near"]:
        near = match["near"].lower()
        return today + timedelta(days={"übermorgen": 2, "morgen": 1, "tomorrow": 1}.get(near, 0))
    if match["end"]:
        return _end_of(match["end"].lower(), today)
    for d, m, y in (("d", "m", "y"), ("d2", "m2", "y2"), ("d3", "m3", "y3"), ("d4", "m4", "y4")):
        if match[d]:
            return _named(int(match[d]), match[m].lower(), match[y], today)
    return today


def _end_of(words: str, today: date) -> date:
    if "mon" in words:
        following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return following - timedelta(days=1)
    if "wo" in words or "week" in words:
        coming = 7 if "next" in words or "nächst" in words else 0
        return today + timedelta(days=(4 - today.weekday()) % 7 + coming)
    return today


def _named(day: int, month: str, year: str | None, today: date) -> date | None:
    number = int(month) if month.isdigit() else _MONTHS[month]
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), number, day)
        found = date(today.year, number, day)
        return found if found >= today - timedelta(days=90) else date(today.year + 1, number, day)
    except ValueError:
        return None


def _hour(match: re.Match[str]) -> time | None:
    part, near = (match["part"] or "").lower(), (match["near"] or "").lower()
    word = (match["word"] or part or (near if near == "tonight" else "")).lower()
    if word:
        return time(_HOURS[word], 0)
    said = match["h"] or match["h2"]
    if said is None:
        return None
    hour, minute = int(said), int(match["min"] or match["min2"] or 0)
    if (match["unit"] or "").lower() == "pm" and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _within(match: re.Match[str], here: datetime) -> datetime | None:
    said, unit = match["n"].lower(), match["unit"].lower()
    count = int(said) if said.isdigit() else _COUNTS[said]
    if count > MANY:
        return None
    if unit.startswith(("stunde", "hour")):
        return here + timedelta(hours=count)
    if unit.startswith(("arbeit", "werk", "working", "business")):
        return Calendar.of_the_house().working_time.add_days(here, count, DAY_ENDS)
    days = count * 7 if unit.startswith(("wo", "week")) else count
    return datetime.combine(here.date() + timedelta(days=days), DAY_ENDS, here.tzinfo)
