"""One thread for each mailbox with a server: fetches, waits for the server's sign, again."""

import logging
import threading
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from heard.mail import acts
from heard.mail.imap import Trouble
from heard.mail.models import Mailbox

log = logging.getLogger("heard.mail")


class Fetcher(threading.Thread):
    """Stays connected to the server of one mailbox; comes back by itself after any outage."""

    def __init__(self, mailbox: int) -> None:
        super().__init__(daemon=True, name=f"fetch-{mailbox}")
        self.mailbox = mailbox
        self.ended = threading.Event()
        self.failures = 0

    def run(self) -> None:
        try:
            while not self.ended.is_set():
                self.ended.wait(self.stay())
        finally:
            connection.close()

    def stay(self) -> float:
        """One connection for as long as it holds; returns the pause before the next, seconds."""
        mailbox = Mailbox.objects.filter(pk=self.mailbox).exclude(imap_host="").first()
        if mailbox is None:
            self.ended.set()
            return 0
        began = time.monotonic()
        try:
            with acts.signed_in(mailbox) as folder:
                while not self.ended.is_set():
                    acts.fetch(mailbox=mailbox, folder=folder, stopped=self.ended.is_set)
                    self.failures = 0
                    close_old_connections()
                    if not folder.can_idle:
                        return float(settings.HEARD_IMAP_POLL_SECONDS)
                    folder.wait(settings.HEARD_IMAP_IDLE_SECONDS, self.ended.is_set)
        except acts.Stop:
            pass
        except Trouble as trouble:
            held = time.monotonic() - began > 60
            if trouble.kind == "unreachable" and held and not self.failures:
                self.failures = 1
                return 1  # a connection that held and broke is tried again at once
            return self.note(mailbox, trouble.kind)
        except DatabaseError as error:
            log.error("the database did not answer the fetching: %s", type(error).__name__)
            connection.close()
            return 5
        except Exception as error:  # noqa: BLE001  # whatever happens, fetching goes on
            log.error("fetching for mailbox %s failed: %s", self.mailbox, type(error).__name__)
            return self.note(mailbox, "unexpected")
        return 0

    def note(self, mailbox: Mailbox, kind: str) -> float:
        self.failures += 1
        acts.note_trouble(mailbox=mailbox, kind=kind)
        return float(min(5 * 2 ** min(self.failures - 1, 10), acts.LONGEST_PAUSE.total_seconds()))


def wanted() -> dict[int, tuple[object, ...]]:
    """The mailboxes that have a server, each with the settings that matter to its connection."""
    fields = ("imap_host", "imap_port", "imap_security", "imap_user", "imap_folder", "sign_in",
              "address", "imap_password")  # fmt: skip
    rows = Mailbox.objects.exclude(imap_host="").values_list("pk", "consent__given_at", *fields)
    return {row[0]: row[1:] for row in rows}


class House:
    """A fetcher for each mailbox; one whose settings changed begins anew."""

    def __init__(self) -> None:
        self.fetchers: dict[int, tuple[tuple[object, ...], Fetcher]] = {}

    def look(self) -> None:
        """Start what is missing, end what is no longer wanted."""
        present = wanted()
        for pk, (settled, fetcher) in list(self.fetchers.items()):
            if present.get(pk) != settled or not fetcher.is_alive():
                fetcher.ended.set()
                del self.fetchers[pk]
        for pk, settled in present.items():
            if pk not in self.fetchers:
                fetcher = Fetcher(pk)
                self.fetchers[pk] = (settled, fetcher)
                fetcher.start()

    def end(self) -> None:
        for _settled, fetcher in self.fetchers.values():
            fetcher.ended.set()
        for _settled, fetcher in self.fetchers.values():
            fetcher.join(5)
