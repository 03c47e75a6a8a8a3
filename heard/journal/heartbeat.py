"""Leases, and how they are renewed while the work goes on."""

import os
import secrets
import socket
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from heard.journal.models import Errand


def lease_end() -> datetime:
    """Leases run in real time, also while a story is told with its own dates."""
    return timezone.now() + timedelta(seconds=settings.HEARD_LEASE_SECONDS)


def my_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


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
