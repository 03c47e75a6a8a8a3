"""Who does which errand: leases, and how they are renewed while the work goes on."""

import os
import secrets
import socket
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from heard.journal import clock
from heard.journal.acts import give_up
from heard.journal.models import Errand
from heard.journal.prepared import Lookup
from heard.journal.wiring import outside_reactions, patient_reactions, reaction, slow_reactions

MOST = 100  # errands leased at once
AHEAD = 200  # errands looked at to choose them
FEW_SLOW = 3  # of those that think long, so that new mail does not wait for many


class Share(Enum):
    """Which errands a worker takes: all, or those that stay in the house, or that speak to servers
    outside, whose silence nobody else is to wait for."""

    ALL, INSIDE, OUTSIDE = range(3)


class Row(NamedTuple):
    """What it takes to choose an errand."""

    pk: int
    reaction: str
    lane: int
    tries: int
    leased_until: Any  # as the database says it; None for one that nobody had


def _of(share: Share, lane: int | None) -> Q:
    narrow = Q() if lane is None else Q(lane=lane)
    if share is Share.ALL:
        return narrow
    outside = Q(reaction__in=outside_reactions())
    return narrow & (outside if share is Share.OUTSIDE else ~outside)


def _lookup(share: Share, lane: int | None) -> Lookup[Errand]:
    """The next of those that are ready, with the columns of a `Row`."""

    def build(moment: datetime, present: datetime) -> QuerySet[Errand]:
        ready = Errand.objects.ready(moment, present).filter(_of(share, lane))
        return ready.only(*Row._fields[1:])[:AHEAD]

    return Lookup(build, datetime, datetime)


# Asked again and again by every worker, whether there is anything to do or not
READY = {
    (share, lane): _lookup(share, lane)
    for share in Share
    for lane in (None, Errand.LIVE, Errand.IMPORT)
}


def lease_end() -> datetime:
    """Leases run in real time, also while a story is told with its own dates."""
    return timezone.now() + timedelta(seconds=settings.HEARD_LEASE_SECONDS)


def my_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def lease(worker: str, *, lane: int | None = None, among: Q | None = None) -> Errand | None:
    """Take the next ready errand for `worker`, or None. A conditional update decides races."""
    return next(iter(lease_some(worker, lane=lane, among=among, most=1)), None)


def lease_some(
    worker: str,
    *,
    lane: int | None = None,
    among: Q | None = None,
    most: int = MOST,
    share: Share = Share.ALL,
) -> list[Errand]:
    """Take the next ready errands that can share a transaction: of one lane, none tried before.

    What was tried before, or keeps its own transactions, is taken alone. What most often finds
    nothing to do lets the others of its lane go first, and what thinks long lets both, so that
    all mail is on the desk before any of it is gone through or judged.
    What a worker died with more than once waits longer each time, as what failed does, and is
    given up after the last try: here, for nobody else can.
    """
    now, end = clock.now(), lease_end()
    rows = found = _ready(now, lane, among, share)
    # A worker that lives ends its lease; one that waits through an outage is tried on
    died = {row.pk: row.tries for row in found if row.leased_until is not None and row.tries > 1}
    if died:
        _wait_or_give_up(died, now)
        return lease_some(worker, lane=lane, among=among, most=most, share=share)
    for later in (slow_reactions(), patient_reactions()):  # however many of them there are
        if rows and rows[0].reaction in later:
            behind = Q(lane=rows[0].lane) & ~Q(reaction__in=later)
            rest = [
                row for row in found if row.lane == rows[0].lane and row.reaction not in later
            ]  # fmt: skip
            if len(found) == AHEAD:  # there may be more that were not looked at
                rest = _ready(now, lane, behind & among if among else behind, share)
            rows = rest or rows
    chosen = _choose(rows)[:most]
    taken = Errand.objects.ready(now).order_by().filter(pk__in=chosen)
    if not chosen or not taken.update(leased_by=worker, leased_until=end, tries=F("tries") + 1):
        return []
    return _mine(worker, end, Q(pk__in=chosen))


def _ready(now: datetime, lane: int | None, among: Q | None, share: Share) -> list[Row]:
    """What is ready, the next first, as far as one looks ahead."""
    if among is None:
        return [Row(*row) for row in READY[share, lane].rows(now, timezone.now())]
    narrowed = Errand.objects.ready(now).filter(among, _of(share, lane))
    return [Row(*row) for row in narrowed.values_list(*Row._fields)[:AHEAD]]


def _wait_or_give_up(died: dict[int, int], now: datetime) -> None:
    """Errands (id → tries) that had a worker, more than once, and it died: of them, or of what
    befell the machine, which a pause outlasts."""
    for pk, tries in died.items():
        mine = Errand.objects.ready(now).filter(pk=pk, tries=tries)
        if tries >= settings.HEARD_TRIES:
            give_up(errands=mine, error="the worker died with it, each time")
        else:
            pause = timedelta(seconds=2**tries)
            mine.update(due_at=now + pause, leased_until=None, error="its worker died")


def _mine(worker: str, end: datetime, among: Q) -> list[Errand]:
    leased = Errand.objects.open().filter(among, leased_by=worker, leased_until=end)
    return list(leased.select_related("entry").order_by("lane", "due_at", "id"))


def _choose(rows: list[Row]) -> list[int]:
    """Which of these, the first being the next, are taken together."""
    if not rows or not _can_share(rows[0]):
        return [row.pk for row in rows[:1]]
    alike = [row for row in rows if row.lane == rows[0].lane and _can_share(row)]
    quick = [row for row in alike if not _is_slow(row)]
    first = [row.pk for row in quick if row.reaction not in patient_reactions()]
    return first or [row.pk for row in quick] or [row.pk for row in alike[:FEW_SLOW]]


def _is_slow(row: Row) -> bool:
    return row.reaction in slow_reactions()


def _can_share(row: Row) -> bool:
    try:
        return row.tries == 0 and not getattr(reaction(row.reaction), "standing_alone", False)
    except ImportError:  # a reaction that is no more: it fails by itself
        return False


def hand_back(errands: Iterable[Errand], worker: str) -> None:
    """What was not begun waits for the next worker, and was not tried."""
    mine = Errand.objects.open().filter(pk__in=[one.pk for one in errands], leased_by=worker)
    mine.update(leased_until=None, tries=F("tries") - 1)


class Heartbeat:
    """Renews leases while long errands run, from a thread with a connection of its own."""

    def __init__(self, errands: Iterable[int], worker: str) -> None:
        self.errands, self.worker = list(errands), worker
        self.over = threading.Event()

    def __enter__(self) -> None:
        self.timer = threading.Timer(settings.HEARD_LEASE_SECONDS / 3, self._start_beating)
        self.timer.daemon = True
        self.timer.start()

    def __exit__(self, *exc: object) -> None:
        self.timer.cancel()
        self.over.set()

    def _start_beating(self) -> None:
        try:
            while True:
                Errand.objects.open().filter(pk__in=self.errands, leased_by=self.worker).update(
                    leased_until=lease_end()
                )
                if self.over.wait(settings.HEARD_LEASE_SECONDS / 3):
                    break
        finally:
            connection.close()
