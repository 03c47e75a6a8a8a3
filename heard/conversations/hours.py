"""Good hours for a letter to leave: when people are at work, here and there."""

from datetime import datetime, timedelta

from heard.journal import clock
from heard.people.models import Calendar


def proposed_hours(moment: datetime | None = None) -> list[datetime]:
    """Two working hours from now, if they end today, then the next two mornings of work."""
    now = moment or clock.now()
    calendar = Calendar.of_the_house()
    working = calendar.working_time
    today = now.astimezone(working.next_open(now).tzinfo).date()
    hours = []
    soon = working.add_hours(now, 2)
    if working.is_open(now) and soon.date() == today:
        hours.append(_on_the_quarter(soon))
    morning = working.next_open(now)
    if morning.date() == today and morning <= now:
        morning = working.add_days(now, 1, calendar.opens)
    for _number in range(2):
        hours.append(morning)
        morning = working.add_days(morning, 1, calendar.opens)
    return hours


def _on_the_quarter(moment: datetime) -> datetime:
    """Rounded up to a quarter of an hour."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second)
    whole = moment.replace(microsecond=0) - past
    return whole + timedelta(minutes=15) if past else whole
