"""Runs errands: lease, run, mark; a dead worker's errands go to another when its lease ends."""

import logging
import os
import secrets
import socket
import threading
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from heard.journal import clock
from heard.journal.models import Errand
from heard.journal.wiring import Reaction, reaction

log = logging.getLogger("heard.journal")


class NotYet(Exception):
    """A reaction says that its moment comes at `until`; being asked too early is no failed try."""

    def __init__(self, until: datetime) -> None:
        super().__init__("not yet")
        self.until = until


class LeaseLost(Exception):
    """Another worker has taken the errand over; what was done here is rolled back."""


def standing_alone(function: Reaction) -> Reaction:
    """Marks a reaction that keeps its own transactions, because it touches the outside world."""
    function.standing_alone = True  # type: ignore[attr-defined]  # a mark on a function
    return function


def lease_end() -> datetime:
    """Leases run in real time, also while a story is told with its own dates."""
    return timezone.now() + timedelta(seconds=settings.HEARD_LEASE_SECONDS)


def my_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def lease(worker: str, *, lane: int | None = None, among: Q | None = None) -> Errand | None:
    """Take the next ready errand for `worker`, or None. A conditional update decides races."""
    now = clock.now()
    ready = Errand.objects.ready(now).filter(among or Q())
    if lane is not None:
        ready = ready.filter(lane=lane)
    for pk, tries in list(ready.values_list("pk", "tries")[:8]):
        taken = (
            Errand.objects.ready(now)
            .filter(pk=pk, tries=tries)
            .order_by()
            .update(
                leased_by=worker,
                leased_until=lease_end(),
                tries=tries + 1,
            )
        )
        if taken:
            return Errand.objects.select_related("entry").get(pk=pk)
    return None


def run_one(errand: Errand, worker: str) -> bool:
    """Run a leased errand and mark its end; True when it is done.

    The reaction and the mark share one transaction, so that a killed worker leaves either both
    or neither; reactions marked `standing_alone` see to that themselves.
    """
    try:
        function = reaction(errand.reaction)
        with Heartbeat(errand.pk, worker):
            if getattr(function, "standing_alone", False):
                function(errand.entry)
                _mark_done(errand, worker)
            else:
                with transaction.atomic():
                    function(errand.entry)
                    _mark_done(errand, worker)
    except LeaseLost:
        return False
    except NotYet as early:
        _put_off(errand, worker, early.until)
        return False
    except Exception as error:  # noqa: BLE001  # whatever a reaction raises must not stop the worker
        _mark_failed(errand, worker, error)
        return False
    return True


def run_now(errand: Errand, worker: str) -> bool:
    """Lease this very errand, if nobody has it, and run it; True when it is done."""
    taken = (
        Errand.objects.ready()
        .order_by()
        .filter(pk=errand.pk)
        .update(leased_by=worker, leased_until=lease_end(), tries=errand.tries + 1)
    )
    if not taken:
        return False
    return run_one(Errand.objects.select_related("entry").get(pk=errand.pk), worker)


def run_errands(
    *,
    worker: str | None = None,
    lane: int | None = None,
    most: int | None = None,
    among: Q | None = None,
) -> int:
    """Run ready errands until none is left (or `most` are run); returns how many were run.

    `among` narrows them, for one who runs only what follows from one's own doing.
    """
    worker = worker or my_name()
    count = 0
    while most is None or count < most:
        errand = lease(worker, lane=lane, among=among)
        if errand is None:
            break
        run_one(errand, worker)
        count += 1
    return count


def _mark_done(errand: Errand, worker: str) -> None:
    marked = (
        Errand.objects.open()
        .filter(pk=errand.pk, leased_by=worker)
        .update(done_at=clock.now(), leased_until=None, error="")
    )
    if not marked:
        raise LeaseLost


def _put_off(errand: Errand, worker: str, until: datetime) -> None:
    Errand.objects.open().filter(pk=errand.pk, leased_by=worker).update(
        due_at=until, tries=errand.tries - 1, leased_until=None, error=""
    )


def _mark_failed(errand: Errand, worker: str, error: Exception) -> None:
    """Back off twice as long each time; after the last try the errand is shown to a person."""
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {Path(place[0].filename).name}:{place[0].lineno}" if place else ""
    said = f"{type(error).__name__}{where}"[:200]
    log.warning("errand %s (%s) failed: %s", errand.pk, errand.reaction, said)
    mine = Errand.objects.open().filter(pk=errand.pk, leased_by=worker)
    if errand.tries >= settings.HEARD_TRIES:
        mine.update(failed_at=clock.now(), leased_until=None, error=said)
    else:
        pause = timedelta(seconds=min(2**errand.tries, 3600))
        mine.update(due_at=clock.now() + pause, leased_until=None, error=said)


class Heartbeat:
    """Renews the lease while a long errand runs, from a thread with a connection of its own."""

    def __init__(self, errand: int, worker: str) -> None:
        self.errand, self.worker = errand, worker
        self.over = threading.Event()
        self.thread: threading.Thread | None = None

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
                Errand.objects.open().filter(pk=self.errand, leased_by=self.worker).update(
                    leased_until=lease_end()
                )
                if self.over.wait(settings.HEARD_LEASE_SECONDS / 3):
                    break
        finally:
            connection.close()
