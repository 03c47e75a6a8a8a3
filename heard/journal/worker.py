"""Runs errands: lease, run, mark; a dead worker's errands go to another when its lease ends."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Q

from heard.journal import clock
from heard.journal.acts import give_up
from heard.journal.commit import gathering, shared_commit
from heard.journal.ending import handing_over
from heard.journal.leases import MOST, Heartbeat, Share, hand_back, lease_some, my_name
from heard.journal.marks import NotYet
from heard.journal.models import Entry, Errand
from heard.journal.wiring import Reaction, reaction

log = logging.getLogger("heard.journal")

LONGEST_OUTAGE_PAUSE = 600  # seconds; what waited is done soon after an outage ends
THINKING = 0.04  # seconds of thinking before a transaction begins; the reading goes on beside it
# How long one transaction of several takes, live and in an import: SQLite lets nobody else write
# meanwhile, and mail waits at the door; then they have a moment
SECONDS = {Errand.LIVE: 0.025, Errand.IMPORT: 0.1}
GAP = 0.001


class LeaseLost(Exception):
    """Another worker has taken the errand over; what was done here is rolled back."""


def run_one(errand: Errand, worker: str) -> bool:
    """Run a leased errand and mark its end; True when it is done.

    The reaction and the mark share one transaction, so that a killed worker leaves either both
    or neither; reactions marked `standing_alone` see to that themselves.
    """
    try:
        function = reaction(errand.reaction)
        with Heartbeat([errand.pk], worker):
            if getattr(function, "standing_alone", False):
                with handing_over():
                    function(errand.entry)
                    _mark_done([errand], worker)
            else:
                with gathering() as finish:
                    thought = _think(function, errand)
                    finish()
                    with shared_commit():
                        function(errand.entry, *thought)
                        _mark_done([errand], worker)
    except LeaseLost:
        return False
    except Exception as error:  # noqa: BLE001  # whatever a reaction raises must not stop the worker
        _mark_undone(errand, worker, error)
        return False
    return True


def _think(function: Reaction, errand: Errand) -> tuple[Any, ...]:
    think = getattr(function, "beforehand", None)
    return (think(errand.entry),) if think else ()


@contextmanager
def _thinking_ahead(errands: list[Errand]) -> Iterator[None]:
    """Within the block, what each will think about is begun beside the work for the others."""
    alike = dict[Any, list[Entry]]()
    for errand in errands:
        begin = getattr(reaction(errand.reaction), "ahead", None)
        if begin is not None:
            alike.setdefault(begin, []).append(errand.entry)
    with ExitStack() as stack:
        for begin, entries in alike.items():
            stack.enter_context(begin(entries))
        yield


def run_together(
    errands: list[Errand],
    worker: str,
    *,
    live_first: bool = True,
    share: Share = Share.ALL,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Run leased errands in few transactions, each errand with a savepoint of its own.

    What fails does not touch its neighbours. `live_first`: live errands that come meanwhile are
    run between those of an import. `stopped`: whether those not begun are to be given back.
    """
    if stopped():
        hand_back(errands, worker)
        return
    if len(errands) == 1:
        run_one(errands[0], worker)
        return
    with Heartbeat([errand.pk for errand in errands], worker), _thinking_ahead(errands):
        rest = errands
        while rest:
            rest = _run_some(rest, worker)
            if stopped():
                hand_back(rest, worker)
                return
            if live_first and rest and rest[0].lane != Errand.LIVE:
                run_errands(worker=worker, lane=Errand.LIVE, share=share, stopped=stopped)


def _run_some(errands: list[Errand], worker: str) -> list[Errand]:
    """As many of them as are thought of in a moment, in short transactions; returns the others."""
    thoughts: dict[int, tuple[Any, ...]] = {}
    failed: dict[int, Exception] = {}
    done: list[int] = []
    try:
        with gathering() as finish:
            _think_of_some(errands, thoughts, failed)
            finish()  # nobody waits for the database while files are synced
            mine = [errand for errand in errands if errand.pk in thoughts]
            while mine:
                done += _apply(mine, thoughts, failed, worker)
                mine = [one for one in mine if one.pk not in done and one.pk not in failed]
                if connection.vendor == "sqlite":
                    time.sleep(GAP)
    except (DatabaseError, OSError, LeaseLost):  # a deadlock, a full disk: each stands for itself
        for errand in errands:
            if errand.pk in thoughts and errand.pk not in done:
                run_one(errand, worker)
                failed.pop(errand.pk, None)
                done.append(errand.pk)
    for errand in errands:
        if errand.pk in failed:
            _mark_undone(errand, worker, failed[errand.pk])
    return [one for one in errands if one.pk not in failed and one.pk not in done]


def _think_of_some(
    errands: list[Errand], thoughts: dict[int, tuple[Any, ...]], failed: dict[int, Exception]
) -> None:
    began = time.monotonic()
    for errand in errands:
        try:
            thoughts[errand.pk] = _think(reaction(errand.reaction), errand)
        except Exception as error:  # noqa: BLE001  # as in run_one
            failed[errand.pk] = error
        if time.monotonic() - began > THINKING:
            break


def _apply(
    errands: list[Errand],
    thoughts: dict[int, tuple[Any, ...]],
    failed: dict[int, Exception],
    worker: str,
) -> list[int]:
    """One transaction; ids of those that are done. What fails is put into `failed`."""
    began, done = time.monotonic(), []
    with shared_commit():
        done += _unconcerned(errands)
        idle = {errand.pk for errand in done}
        for errand in errands:
            if errand.pk in idle:
                continue
            try:
                with transaction.atomic():
                    reaction(errand.reaction)(errand.entry, *thoughts[errand.pk])
                done.append(errand)
            except (DatabaseError, OSError):
                raise
            except Exception as error:  # noqa: BLE001  # as in run_one
                failed[errand.pk] = error
            if time.monotonic() - began > SECONDS[errand.lane]:
                break
        _mark_done(done, worker)
    return [errand.pk for errand in done]


def _unconcerned(errands: list[Errand]) -> list[Errand]:
    """Those that have nothing to do (see `only_for`)."""
    alike = dict[Any, list[Errand]]()
    for errand in errands:
        concerned = getattr(reaction(errand.reaction), "concerned", None)
        if concerned is not None:
            alike.setdefault(concerned, []).append(errand)
    idle = []
    for concerned, some in alike.items():
        try:
            meant = {entry.pk for entry in concerned([errand.entry for errand in some])}
        except (DatabaseError, OSError):
            raise
        except Exception:  # each is called then, and what fails is told of that one
            log.exception("what concerns %s could not be told", some[0].reaction)
        else:
            idle += [errand for errand in some if errand.entry_id not in meant]
    return idle


def run_errands(
    *,
    worker: str | None = None,
    lane: int | None = None,
    most: int | None = None,
    among: Q | None = None,
    share: Share = Share.ALL,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Run ready errands until none is left (or `most` are run); returns how many were run.

    `among` narrows them, for one who runs only what follows from one's own doing, and `share`
    where another worker takes the others. `stopped`: whether no more of them are begun.
    """
    worker = worker or my_name()
    count = 0
    while (most is None or count < most) and not stopped():
        left = MOST if most is None else min(MOST, most - count)
        errands = lease_some(worker, lane=lane, among=among, most=left, share=share)
        if not errands:
            break
        first = lane is None and among is None
        run_together(errands, worker, live_first=first, share=share, stopped=stopped)
        count += len(errands)
    return count


def run_all_of(entries: Sequence[int], worker: str) -> None:
    """Run what follows from these entries, as far as nobody else has it."""
    run_errands(worker=worker, among=Q(entry__in=entries))


def _mark_done(errands: list[Errand], worker: str) -> None:
    marked = (
        Errand.objects.open()
        .filter(pk__in=[errand.pk for errand in errands], leased_by=worker)
        .update(done_at=clock.now(), leased_until=None, error="")
    )
    if marked != len(errands):
        raise LeaseLost


def _mark_undone(errand: Errand, worker: str, error: Exception) -> None:
    if isinstance(error, NotYet):
        _put_off(errand, worker, error.until)
    else:
        _mark_failed(errand, worker, error)


def _put_off(errand: Errand, worker: str, until: datetime) -> None:
    Errand.objects.open().filter(pk=errand.pk, leased_by=worker).update(
        due_at=until, tries=errand.tries - 1, leased_until=None, error=""
    )


def _passes(error: Exception) -> bool:
    """Bytes that are missing (FileNotFoundError) do not come back by waiting."""
    return isinstance(error, (OSError, OperationalError)) and not isinstance(
        error, FileNotFoundError
    )


def _mark_failed(errand: Errand, worker: str, error: Exception) -> None:
    """Back off twice as long each time; after the last try the errand is shown to a person.

    A full disk and a database or server that is away end by themselves: no try is the last then.
    """
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {Path(place[0].filename).name}:{place[0].lineno}" if place else ""
    said = f"{type(error).__name__}{where}"[:200]
    log.warning("errand %s (%s) failed: %s", errand.pk, errand.reaction, said)
    mine = Errand.objects.open().filter(pk=errand.pk, leased_by=worker)
    if errand.tries >= settings.HEARD_TRIES and not _passes(error):
        give_up(errands=mine, error=said)
    else:
        longest = LONGEST_OUTAGE_PAUSE if _passes(error) else 3600
        pause = timedelta(seconds=min(2 ** min(errand.tries, 20), longest))
        mine.update(due_at=clock.now() + pause, leased_until=None, error=said)
