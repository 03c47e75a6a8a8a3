"""Looks regularly at what is due."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.module_loading import import_string

from heard.journal.acts import note_round
from heard.journal.wiring import schedule

log = logging.getLogger("heard.schedule")


class Command(BaseCommand):
    help = "Look regularly at what is due: promises, follow-ups, suspensions, retention."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="look at everything once and stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
        due = dict.fromkeys(schedule(), 0.0)
        while not stop.is_set():
            for name, seconds in schedule().items():
                if time.monotonic() >= due[name]:
                    self.look(name)
                    due[name] = time.monotonic() + seconds
            if options["once"]:
                return
            close_old_connections()
            stop.wait(1)

    def look(self, name: str) -> None:
        try:
            import_string(name)()
            note_round(look=name)
        except Exception:  # one look that fails must not end the others
            log.exception("the look %s failed; it is tried again at its next turn", name)
