"""Weeks as the house counts them, and the clause whose turn it is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from heard.people.models import Calendar
from heard.philosophy.models import Clause, Rhythm, Version


def week_of(moment: datetime) -> str:
    """The ISO week in the house's zone, "2026-W48"."""
    year, week, _day = moment.astimezone(ZoneInfo(Calendar.of_the_house().zone)).isocalendar()
    return f"{year}-W{week:02}"


def scenes_come(rhythm: Rhythm, moment: datetime) -> datetime | None:
    """When the scenes of the week of `moment` come to this person.

    On a day when the house is closed they come at its next opening; None if that is next week.
    """
    calendar = Calendar.of_the_house()
    zone = ZoneInfo(calendar.zone)
    here = moment.astimezone(zone)
    monday = here.date() - timedelta(days=here.weekday())
    chosen = datetime.combine(monday + timedelta(days=rhythm.weekday), time(rhythm.hour), zone)
    working = calendar.working_time
    if not working.is_working_day(chosen.date()):
        chosen = working.next_open(chosen)
    return chosen if week_of(chosen) == week_of(moment) else None


def monday_of(moment: datetime) -> datetime:
    """When the week of `moment` began, on the house's clock."""
    midnight = Calendar.of_the_house().day_of(moment)
    return midnight - timedelta(days=midnight.weekday())


def clause_of_the_week(moment: datetime) -> Clause | None:
    """Each clause in force has its week, in the order of their numbers."""
    version = Version.in_force()
    clauses = list(version.clauses.all()) if version else []
    here = moment.astimezone(ZoneInfo(Calendar.of_the_house().zone)).date()
    monday = here.toordinal() - here.weekday()
    return clauses[monday // 7 % len(clauses)] if clauses else None
