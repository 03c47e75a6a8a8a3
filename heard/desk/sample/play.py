"""Plays the sample firm's story through the doors that real data comes through.

Mails go through `mail.receive`, acts through the rooms' `acts.py`, with the clock set to each
step's hour; nothing is written directly. The story is data: `story/*.toml`.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from heard.desk.sample.firm import STORY, Firm, build
from heard.desk.sample.steps import STEPS
from heard.desk.sample.told import Told
from heard.journal import clock
from heard.journal.worker import run_errands
from heard.people.models import Calendar


def scripts() -> list[dict[str, Any]]:
    """The conversations of the story, each with its file's name as `slug`."""
    return [
        {**tomllib.loads(path.read_text(encoding="utf-8")), "slug": path.stem}
        for path in sorted(STORY.glob("[0-9]*.toml"))
    ]


def moment_of(said: str, calendar: Calendar, today: datetime) -> datetime:
    """ "-3 09:15" is three working days ago at 09:15; "0 08:40" today, never in the future."""
    days, hour = said.split()
    zone = ZoneInfo(calendar.zone)
    start = datetime.combine(today.astimezone(zone).date(), time(12, 0), zone)
    day: date = start.date()
    if int(days):
        day = calendar.working_time.add_days(start, int(days)).date()
    moment = datetime.combine(day, time.fromisoformat(hour), zone)
    # Of today's steps none lies ahead, and they keep their order whenever the story is told
    latest = today - timedelta(minutes=2)
    late = moment - datetime.combine(day, time(0, 0), zone)
    return min(moment, latest - timedelta(minutes=90) * (1 - late / timedelta(hours=24)))


def steps() -> int:
    """How many steps the whole story has."""
    return sum(len(script["steps"]) for script in scripts())


def play(today: datetime, told_one: Callable[[], object] | None = None) -> Firm:
    """Build the firm and tell every conversation, all steps in the order of their hours."""
    firm = build(today)
    ahead: list[tuple[datetime, int, Told, dict[str, Any]]] = []
    for script in scripts():
        told = Told(firm, script)
        for step in script["steps"]:
            ahead.append((moment_of(step["at"], firm.calendar, today), len(ahead), told, step))
    ahead.sort(key=lambda item: item[:2])
    for at, _number, told, step in ahead:
        take(told, step, at)
        if told_one:
            told_one()
    return firm


DATES = re.compile(r"\{(day|date|short) ([+-]?\d+)\}")
PATTERNS = {
    "en": {"day": "l", "date": "j F Y", "short": "d/m/Y"},
    "de": {"day": "l", "date": "j. F Y", "short": "d.m.Y"},
}


def with_dates(value: Any, at: datetime, told: Told) -> Any:
    """Each "{day +2}", "{date +2}" and "{short -1}" as a date, counted from the step's own day."""
    if isinstance(value, list):
        return [with_dates(one, at, told) for one in value]
    if isinstance(value, dict):
        return {key: with_dates(one, at, told) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    language = told.script["language"]

    def said(found: re.Match[str]) -> str:
        calendar = told.firm.calendar
        moment = calendar.working_time.add_days(at, int(found[2]))
        return date_format(moment, PATTERNS[language][found[1]])

    with translation.override(language):
        return DATES.sub(said, value)


def take(told: Told, step: dict[str, Any], at: datetime) -> None:
    """One step at its hour; then whatever follows from it, a letter's leaving included."""
    try:
        with clock.set_to(at):
            STEPS[step["do"]](told, with_dates(step, at, told))
            run_errands()
        with clock.set_to(at + timedelta(seconds=settings.HEARD_CANCEL_SECONDS + 10)):
            run_errands()
    except Exception as error:
        error.add_note(f"in {told.script['slug']}, step {step['do']} at {step['at']}")
        raise
