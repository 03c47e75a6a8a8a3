"""Mails that come in at the same time share one commit: each waits for it, none waits for more."""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from django.db import DatabaseError, close_old_connections, connections

from heard.mail.acts import Delivery, Intake, Receipt, receive_all

log = logging.getLogger("heard.mail")

MOST, MOST_BYTES = 64, 16 << 20
WRITERS = 2  # threads that write files; while one waits for the disk, another takes what came
Waiting = tuple[list[Delivery], Future[list[Receipt]]]
Written = tuple[Intake, list[Waiting]]
T = TypeVar("T")


class Collector:
    """Stores what several connections hand in, as many together as wait by then: threads write
    the files, and another one commits the rows of all whose files are on the disk.

    `keep` gives a future: its result is the receipts, its exception why nothing was kept.
    """

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self.written: queue.SimpleQueue[Written | None] = queue.SimpleQueue()
        self.writers = [_begun("writer", self._write) for _ in range(WRITERS)]
        self.committer = _begun("committer", self._commit)

    def keep(self, deliveries: list[Delivery]) -> Future[list[Receipt]]:
        """Store all of one mail's mailboxes together."""
        future: Future[list[Receipt]] = Future()
        self.waiting.put((deliveries, future))
        return future

    def stop(self) -> None:
        """What was handed in is stored before."""
        for _writer in self.writers:
            self.waiting.put(None)
        for writer in self.writers:
            writer.join(30)
        self.written.put(None)
        self.committer.join(30)

    def _write(self) -> None:
        while (first := self.waiting.get()) is not None:
            batch, over = self._with_those_behind(first)
            _safely(self._keep_files, _running(batch))
            if over:
                return

    def _keep_files(self, batch: list[Waiting]) -> None:
        try:
            intake = Intake([one for deliveries, _future in batch for one in deliveries])
            intake.keep_files()
        except (OSError, DatabaseError):
            _store_each(batch)
        else:
            self.written.put((intake, batch))

    def _commit(self) -> None:
        while (first := self.written.get()) is not None:
            together, over = [first], False
            for following in _those_in(self.written):
                over = following is None
                if following is None:
                    break
                together.append(following)
            _safely(_commit_all, together)
            if over:
                return

    def _with_those_behind(self, first: Waiting) -> tuple[list[Waiting], bool]:
        batch, size = [first], _size(first)
        while len(batch) < MOST and size < MOST_BYTES:
            try:
                following = self.waiting.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, True
            batch.append(following)
            size += _size(following)
        return batch, False


def _begun(name: str, work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def _safely(act: Callable[[list[T]], None], batch: list[T]) -> None:
    try:
        act(batch)
        close_old_connections()
    except Exception:  # the thread has to live: without it the door stands still
        log.exception("a batch of mails went wrong")


def _those_in(line: "queue.SimpleQueue[T]") -> list[T]:
    found: list[T] = []
    while len(found) < MOST:
        try:
            found.append(line.get_nowait())
        except queue.Empty:
            break
    return found


def _size(one: Waiting) -> int:
    return sum(len(delivery.raw) for delivery in one[0])


def _running(batch: list[Waiting]) -> list[Waiting]:
    """From here on a future cannot be cancelled; one whose sender left is stored without it."""
    there = [(one, future.set_running_or_notify_cancel()) for one, future in batch]
    return [
        (one, future if is_there else Future[list[Receipt]]())
        for (one, is_there), (_one, future) in zip(there, batch, strict=True)
    ]


def _commit_all(together: list[Written]) -> None:
    """All in one commit; where that fails each alone, so that one cannot keep the others out."""
    batch = [one for _intake, some in together for one in some]
    try:
        receipts = Intake.joined([intake for intake, _some in together]).commit()
    except (OSError, DatabaseError):
        _store_each(batch)
    except Exception as error:  # noqa: BLE001  # their senders try again
        for _deliveries, future in batch:
            future.set_exception(error)
    else:
        for deliveries, future in batch:
            future.set_result(receipts[: len(deliveries)])
            del receipts[: len(deliveries)]


def _store_each(batch: list[Waiting]) -> None:
    for deliveries, future in batch:
        try:
            future.set_result(receive_all(deliveries))
        except Exception as error:  # noqa: BLE001  # the others go on, and its sender tries again
            future.set_exception(error)
