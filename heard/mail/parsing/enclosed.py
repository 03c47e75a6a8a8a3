"""Mails within a mail (message/rfc822), and invitations (text/calendar), read to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from icalendar import Calendar

from heard.mail.parsing.parsed import Mailaddress, ParsedMail, Unparseable
from heard.mail.parsing.reading import parse
from heard.mail.parsing.words import one_line

MOST = 20  # mails or invitations that are opened in one mail
DEEPEST = 3
LARGEST = 5_000_000  # bytes of an enclosed mail that is opened; all are kept whole as attachments
TEXT = 60_000


@dataclass(frozen=True)
class Enclosed:
    """A mail that was attached whole."""

    message_id: str
    sender: Mailaddress
    to: tuple[Mailaddress, ...]
    cc: tuple[Mailaddress, ...]
    date: datetime | None
    subject: str
    text: str


@dataclass(frozen=True)
class Invitation:
    """An event of a calendar; moments as ISO 8601, a whole day as its date."""

    method: str  # "request", "cancel", "reply", …
    summary: str
    begins: str
    ends: str
    place: str
    organiser: str
    repeats: bool


def enclosed_in(mail: ParsedMail) -> tuple[Enclosed, ...]:
    found = list(_opened(mail, DEEPEST))[:MOST]
    return tuple(found)


def _opened(mail: ParsedMail, depth: int) -> Iterator[Enclosed]:
    for part in mail.attachments[:MOST]:
        if part.content_type != "message/rfc822" or part.size > LARGEST or depth == 0:
            continue
        try:
            inner = parse(part.content)
        except Unparseable:
            continue
        yield Enclosed(
            inner.message_id, inner.sender, inner.to, inner.cc, inner.date, inner.subject,
            inner.text[:TEXT],
        )  # fmt: skip
        yield from _opened(inner, depth - 1)


def invitations_in(mail: ParsedMail) -> tuple[Invitation, ...]:
    """What the calendars in the mail invite to; nothing where one cannot be read."""
    found: dict[tuple[str, str], Invitation] = {}
    for part in mail.attachments[:MOST]:
        if part.content_type in {"text/calendar", "application/ics"} and part.size < LARGEST:
            for one in _events(part.content):
                found.setdefault((one.summary, one.begins), one)
    return tuple(found.values())[:MOST]


def _events(content: bytes) -> Iterator[Invitation]:
    try:
        calendar = Calendar.from_ical(content)
        method = one_line(str(calendar.get("METHOD", ""))).lower()[:20]
        for event in calendar.walk("VEVENT")[:MOST]:
            yield Invitation(
                method=method,
                summary=_words(event, "SUMMARY"),
                begins=_moment(event, "DTSTART"),
                ends=_moment(event, "DTEND"),
                place=_words(event, "LOCATION"),
                organiser=_words(event, "ORGANIZER").lower().removeprefix("mailto:"),
                repeats=event.get("RRULE") is not None,
            )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return


def _words(event: Any, name: str) -> str:
    return one_line(str(event.get(name) or ""))[:300]


def _moment(event: Any, name: str) -> str:
    value = getattr(event.get(name), "dt", None)
    return value.isoformat() if isinstance(value, date) else ""
