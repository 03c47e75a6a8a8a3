"""Mails that come in at the same time share one commit: each waits for it, none waits for more."""

import logging
import queue
import threading
from concurrent.futures import Future

from django.db import DatabaseError, close_old_connections, connections

from heard.mail.acts import Delivery, Receipt, receive_all

log = logging.getLogger("heard.mail")

MOST, MOST_BYTES = 64, 16 << 20


class Collector:
    """One thread that stores what several connections hand in, as many together as wait by then.

    `keep` gives a future: its result is the receipts, its exception why nothing was kept.
    """

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[tuple[list[Delivery], Future[list[Receipt]]] | None] = (
            queue.SimpleQueue()
        )
        self.thread = threading.Thread(target=self._work, name="collector", daemon=True)
        self.thread.start()

    def keep(self, deliveries: list[Delivery]) -> Future[list[Receipt]]:
        """Store all of one mail's mailboxes together."""
        future: Future[list[Receipt]] = Future()
        self.waiting.put((deliveries, future))
        return future

    def stop(self) -> None:
        self.waiting.put(None)
        self.thread.join(30)

    def _work(self) -> None:
        try:
            self._store_until_stopped()
        finally:
            connections.close_all()

    def _store_until_stopped(self) -> None:
        while (first := self.waiting.get()) is not None:
            batch, over = self._with_those_behind(first)
            try:
                _take_and_store(batch)
                close_old_connections()
            except Exception:  # the thread has to live: without it the door stands still
                log.exception("a batch of mails went wrong")
            if over:
                return

    def _with_those_behind(
        self, first: tuple[list[Delivery], Future[list[Receipt]]]
    ) -> tuple[list[tuple[list[Delivery], Future[list[Receipt]]]], bool]:
        batch, size = [first], sum(len(one.raw) for one in first[0])
        while len(batch) < MOST and size < MOST_BYTES:
            try:
                following = self.waiting.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, True
            batch.append(following)
            size += sum(len(one.raw) for one in following[0])
        return batch, False


def _take_and_store(batch: list[tuple[list[Delivery], Future[list[Receipt]]]]) -> None:
    """From here on a future cannot be cancelled; one whose sender left is stored without it."""
    waited_for = []
    for deliveries, future in batch:
        there = future.set_running_or_notify_cancel()
        waited_for.append((deliveries, future if there else Future[list[Receipt]]()))
    _store(waited_for)


def _store(batch: list[tuple[list[Delivery], Future[list[Receipt]]]]) -> None:
    """All in one commit; where that fails each alone, so that one cannot keep the others out."""
    try:
        receipts = receive_all([one for deliveries, _future in batch for one in deliveries])
    except (OSError, DatabaseError) as error:
        if len(batch) == 1:
            batch[0][1].set_exception(error)
            return
        for one in batch:
            _store([one])
    except Exception as error:  # noqa: BLE001  # the thread has to live: their senders try again
        for _deliveries, future in batch:
            future.set_exception(error)
    else:
        for deliveries, future in batch:
            future.set_result(receipts[: len(deliveries)])
            del receipts[: len(deliveries)]
