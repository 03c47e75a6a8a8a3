"""Does what is still to do."""

import logging
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from heard.journal import acts
from heard.journal.ending import Ending
from heard.journal.leases import MOST, Share, my_name
from heard.journal.warming import warm_up
from heard.journal.worker import GAP, run_errands

log = logging.getLogger("heard.journal")

PATIENCE = 1.0  # seconds in which the first page is served
SEALING = 0.25  # seconds of sealing on end; then mail that came has its turn


class Doorbell:
    """Says when something may have been written: SQLite's data_version, else a short pause."""

    def __init__(self) -> None:
        self.last = 0

    def has_rung(self) -> bool:
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            version = int(cursor.fetchone()[0])
        rung, self.last = version != self.last, version
        return rung


class Command(BaseCommand):
    help = "Do what is still to do: file, read, send."
    share = Share.ALL

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-idle", action="store_true", help="stop when nothing is ready any more"
        )
        if self.share is Share.ALL:
            parser.add_argument(
                "--beside-post",
                action="store_true",
                help="leave what speaks to servers outside to `heard post`",
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options.get("beside_post"):
            self.share = Share.INSIDE
        ending = Ending()
        self.stop = ending.asked
        if threading.current_thread() is threading.main_thread():
            ending.listen()
        worker, bell, looked, self.sealed = my_name(), Doorbell(), 0.0, 0.0
        begun, cold = time.monotonic(), True
        while not self.stop.is_set():
            if bell.has_rung() or time.monotonic() - looked > 0.5:
                looked = time.monotonic()
                self.work(worker)
            if options["until_idle"]:
                while acts.seal():
                    pass
                return
            self.seal()
            if cold and self.share is not Share.OUTSIDE and time.monotonic() - begun > PATIENCE:
                warm_up()
                cold = False
            self.stop.wait(0.05 if connection.vendor == "sqlite" else 0.1)

    def work(self, worker: str) -> None:
        while not self.stop.is_set():
            if not run_errands(
                worker=worker, most=MOST, share=self.share, stopped=self.stop.is_set
            ):
                return
            self.seal()

    def seal(self) -> None:
        """Every two seconds, also while there is always something to do; again and again while a
        batch does not hold all that was written, as in an import."""
        began = time.monotonic()
        if began - self.sealed <= 2:
            return
        self.sealed = began
        try:
            while acts.seal() == acts.BATCH:
                if self.stop.wait(GAP) or time.monotonic() - began > SEALING:
                    self.sealed = 0.0  # the rest at the next turn
                    break
        except DatabaseError as error:  # what is not sealed now is sealed later
            log.warning("entries could not be sealed: %s", type(error).__name__)
        close_old_connections()
