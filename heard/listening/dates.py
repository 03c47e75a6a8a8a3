"""Dates one can promise, and a date as a form gives it."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening.their_time import TheirTime
from heard.people.models import Calendar

NOON = time(12, 0)


def proposed_dates(
    moment: datetime | None = None, theirs: TheirTime | None = None
) -> list[datetime]:
    """Dates one can promise: today's close (if far enough), then the next working noons.

    Where it is another hour of the day at theirs, an hour of work here that is daytime there.
    """
    now = moment or clock.now()
    calendar = Calendar.of_the_house()
    working = calendar.working_time
    dates = [working.add_days(now, days, NOON) for days in (1, 2, 3)]
    closing = working.add_days(now, 0, calendar.closes)
    if working.is_open(now) and working.hours_between(now, closing) >= 2:
        dates.insert(0, closing)
    return [_by_day(date, calendar, theirs) for date in dates] if theirs else dates


def _by_day(date: datetime, calendar: Calendar, theirs: TheirTime) -> datetime:
    """The hour of work nearest to `date` on its day that is daytime there; else `date` itself."""
    if theirs.is_day(date):
        return date
    hours = range(calendar.opens.hour, calendar.closes.hour + 1)
    whole = [date.replace(hour=hour, minute=0) for hour in hours]
    inside = [one for one in whole if calendar.opens <= one.time() <= calendar.closes]
    fit = [one for one in inside if theirs.is_day(one) and one > clock.now()]
    return min(fit, key=lambda one: abs(one - date), default=date)


def date_given(given: Mapping[str, str], name: str = "due") -> datetime:
    """The moment in the form's field, in the house's zone; Refusal when there is none."""
    try:
        moment = datetime.fromisoformat(given.get(f"other_{name}") or given.get(name, ""))
    except ValueError:
        raise Refusal(_("Please choose a date and an hour. Nothing was changed.")) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(Calendar.of_the_house().zone))
    return moment
