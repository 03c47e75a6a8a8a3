"""What is promised, what is overdue, and dates worth promising."""

from datetime import datetime, time

from django.db.models import QuerySet

from heard.holding.models import Promise
from heard.journal import clock
from heard.people.models import Calendar, Colleague


def counting_down(colleague: Colleague) -> QuerySet[Promise]:
    """Open promises, ours and theirs, the soonest first."""
    return Promise.objects.visible_to(colleague).open().order_by("due", "id")


def kept_lately(colleague: Colleague) -> QuerySet[Promise]:
    return Promise.objects.visible_to(colleague).exclude(kept_at=None).order_by("-kept_at")


def open_promises(conversation: int) -> QuerySet[Promise]:
    return Promise.objects.open().filter(conversation=conversation).order_by("due", "id")


def proposed_dates(moment: datetime | None = None) -> list[datetime]:
    """Dates one can promise: today's close (if far enough), the next working noons and closes."""
    now = moment or clock.now()
    calendar = Calendar.of_the_house()
    working = calendar.working_time
    tomorrow = working.add_days(now, 1, time(12, 0))
    after = working.add_days(now, 2, time(12, 0))
    dates = [tomorrow, after, working.add_days(now, 3, time(12, 0))]
    closing = working.add_days(now, 0, calendar.closes)
    if working.is_open(now) and working.hours_between(now, closing) >= 2:
        dates.insert(0, closing)
    return dates
