"""Until when colleagues are asked: before what we promised to those outside."""

from datetime import datetime, timedelta

from heard.holding.models import Promise
from heard.holding.questions import proposed_dates
from heard.journal import clock
from heard.people.models import Calendar
from heard.situations.models import Situation

TO_WRITE = timedelta(hours=2)  # what is left for the answer once the views are in


def promise_to_keep(situation: Situation) -> Promise | None:
    """The next date that we owe them in this situation."""
    running = Promise.objects.open().ours().filter(conversation=situation.conversation_id)
    return running.filter(due__gt=clock.now()).order_by("due", "pk").first()


def latest_before(due: datetime) -> datetime:
    """Two hours before `due`, within working hours; halfway there where less time is left."""
    now, calendar = clock.now(), Calendar.of_the_house()
    working = calendar.working_time
    early = due - TO_WRITE
    closings = [working.add_days(due, days, calendar.closes) for days in (0, -1)]
    found = early if working.is_open(early) else max(c for c in (*closings, now) if c <= due)
    found = min(found, due - TO_WRITE)
    return found if found > now else now + (due - now) / 2


def dates_to_ask_for(promise: Promise | None) -> list[datetime]:
    """What the form offers, the last possible moment first where a promise runs."""
    if promise is None:
        return proposed_dates()
    latest = latest_before(promise.due)
    return [latest, *(one for one in proposed_dates() if one < latest)]


def latest_to_ask_for(promise: Promise | None) -> datetime:
    """The hour where none is chosen: without one, whoever is silent would keep it closed."""
    return max(dates_to_ask_for(promise))
