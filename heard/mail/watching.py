"""Whether a mailbox gives reason for an alarm; asks only, writes nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Min, QuerySet

from heard.journal.models import Entry
from heard.mail.models import Alarm, Connection, Fetched, Mailbox, RawMessage
from heard.mail.silence import WEEKS, habit_of
from heard.people.calendar import WorkingTime

LONG = timedelta(hours=1)  # so long in trouble, or with mail left lying on the server
SHORTEST = 1.0  # hours of work: a shorter silence needs no look at the weeks before


class Finding(NamedTuple):
    """`since`: when it began. `trouble`: a machine word. `usual`: hours of work."""

    kind: str
    since: datetime
    trouble: str = ""
    usual: float | None = None


def finding(
    mailbox: Mailbox, known: Alarm | None, moment: datetime, working: WorkingTime
) -> Finding | None:
    """What is not well with the mailbox; one thing only, the one that explains the others."""
    return _on_its_server(mailbox, moment) or _silence(mailbox, known, moment, working)


def _on_its_server(mailbox: Mailbox, moment: datetime) -> Finding | None:
    if not mailbox.imap_host:
        return None
    connection = Connection.objects.filter(mailbox=mailbox).first()
    if connection is None or not connection.trouble:
        still = _stands_still(mailbox, connection, moment)
        if connection is None or still:
            return still
    elif connection.troubled_at and connection.troubled_at <= moment - LONG:
        return Finding(Alarm.TROUBLE, connection.troubled_at, connection.trouble)
    if connection.missing:
        left = Fetched.objects.filter(mailbox=mailbox).exclude(trouble="")
        since = left.aggregate(since=Min("at"))["since"]
        if since and since <= moment - LONG:
            return Finding(Alarm.MISSING, since)
    return None


def _stands_still(
    mailbox: Mailbox, connection: Connection | None, moment: datetime
) -> Finding | None:
    """Nobody looks into the server, neither with success nor without."""
    seen = [connection.succeeded_at, connection.newest_at] if connection else []
    looked = max((one for one in seen if one), default=None) or _settled_at(mailbox)
    patience = max(LONG, timedelta(seconds=3 * settings.HEARD_IMAP_IDLE_SECONDS))
    if looked > moment - patience:
        return None
    return Finding(Alarm.TROUBLE, looked, "stands_still")


def _settled_at(mailbox: Mailbox) -> datetime:
    """When its settings were last changed."""
    changes = Entry.objects.filter(verb="mail.mailbox_changed", about__mailbox=mailbox.pk)
    last = changes.order_by("-id").first()
    return last.at if last else mailbox.created_at


def arrivals(mailbox: Mailbox) -> QuerySet[RawMessage]:
    """What came in by itself; an import or what lay there before Heard was tells of no wire."""
    return RawMessage.objects.filter(mailbox=mailbox, history=False).exclude(door="import")


def _silence(
    mailbox: Mailbox, known: Alarm | None, moment: datetime, working: WorkingTime
) -> Finding | None:
    """Noticed in hours of work only, and then there until a mail comes."""
    last = arrivals(mailbox).order_by("-received_at").values_list("received_at", flat=True).first()
    if last is None:
        return None
    if known and known.kind == Alarm.SILENCE and known.since == last:
        return Finding(Alarm.SILENCE, last, usual=known.usual)
    if not working.is_open(moment) or working.hours_between(last, moment) < SHORTEST:
        return None
    habit = habit_of(_moments(mailbox, last), working)
    if habit is None or not habit.is_unusual(last, moment, working):
        return None
    return Finding(Alarm.SILENCE, last, usual=habit.usual)


def _moments(mailbox: Mailbox, last: datetime) -> Sequence[datetime]:
    lately = arrivals(mailbox).filter(received_at__gte=last - WEEKS).order_by("received_at")
    return list(lately.values_list("received_at", flat=True))
