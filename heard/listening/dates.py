"""Dates one can promise, and a date as a form gives it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening.their_time import TheirTime
from heard.people.models import Calendar

NOON = time(12, 0)
LIKELY = timedelta(days=2 * 366)  # what lies further ahead is a slip of the keys
FARTHEST = 15  # working days; no country keeps so many holidays in a row


def proposed_dates(
    moment: datetime | None = None, theirs: TheirTime | None = None
) -> list[datetime]:
    """Dates one can promise: today's close (if far enough), then the next working noons.

    Where it is another hour of the day at theirs, an hour of work here that is daytime there; days
    that are public holidays there are left out.
    """
    now = moment or clock.now()
    calendar = Calendar.of_the_house()
    working = calendar.working_time
    noons = (working.add_days(now, days, NOON) for days in range(1, FARTHEST))
    dates = list(islice((noon for noon in noons if not _free(noon, theirs)), 3))
    closing = working.add_days(now, 0, calendar.closes)
    if working.is_open(now) and working.hours_between(now, closing) >= 2:
        dates.insert(0, closing)
    return [_by_day(one, calendar, theirs) for one in dates] if theirs else dates


def left_out(theirs: TheirTime, dates: Sequence[datetime]) -> list[date]:
    """Working days here before the last of `dates` that are public holidays at theirs."""
    working, now = Calendar.of_the_house().working_time, clock.now()
    coming = (working.add_days(now, days, NOON) for days in range(1, FARTHEST))
    return [one.date() for one in takewhile(lambda one: one < dates[-1], coming)
            if theirs.is_holiday(one)]  # fmt: skip


def _free(moment: datetime, theirs: TheirTime | None) -> bool:
    return theirs is not None and theirs.is_holiday(moment)


def _by_day(noon: datetime, calendar: Calendar, theirs: TheirTime) -> datetime:
    """The hour of work nearest to `noon` on its day that is daytime there; else `noon` itself."""
    if theirs.is_day(noon):
        return noon
    hours = range(calendar.opens.hour, calendar.closes.hour + 1)
    whole = [noon.replace(hour=hour, minute=0) for hour in hours]
    inside = [one for one in whole if calendar.opens <= one.time() <= calendar.closes]
    fit = [one for one in inside if theirs.is_day(one) and one > clock.now()]
    return min(fit, key=lambda one: abs(one - noon), default=noon)


def date_given(given: Mapping[str, str], name: str = "due") -> datetime:
    """The moment in the form's field, in the house's zone; Refusal when there is none, or
    a year that is probably a slip."""
    try:
        moment = datetime.fromisoformat(given.get(f"other_{name}") or given.get(name, ""))
    except ValueError:
        raise Refusal(_("Please choose a date and an hour. Nothing was changed.")) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(Calendar.of_the_house().zone))
    if moment - clock.now() > LIKELY:
        raise Refusal(
            _("That is more than two years ahead; is the year right? Nothing was changed.")
        )
    return moment
