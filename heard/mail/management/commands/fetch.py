"""Fetches mail from the servers of the mailboxes."""

import json
import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from heard.mail.acts import look
from heard.mail.fetching import House
from heard.mail.imap import Trouble
from heard.mail.models import Mailbox

log = logging.getLogger("heard.mail")


class Command(BaseCommand):
    help = "Fetch mail from the servers of the mailboxes (IMAP), and stay for what comes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="fetch what is there and stop")
        parser.add_argument("--mailbox", help="with --once: only the mailbox of this name")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["once"]:
            self.once(options["mailbox"])
        else:
            self.stay()

    def once(self, name: str | None) -> None:
        mailboxes = Mailbox.objects.exclude(imap_host="")
        if name:
            mailboxes = mailboxes.filter(name=name)
            if not mailboxes.exists():
                raise CommandError(f"No mailbox “{name}” has an IMAP server. Nothing was fetched.")
        ill = []
        for mailbox in mailboxes:
            try:
                row = look(mailbox=mailbox)
            except Trouble as trouble:
                ill.append(f"{mailbox.name} ({trouble.kind})")
            else:
                found = {
                    "mailbox": mailbox.name, "on_server": row.on_server, "stored": row.stored,
                }  # fmt: skip
                self.stdout.write(json.dumps(found, ensure_ascii=False))
        if ill:
            raise CommandError(
                f"Nothing could be fetched for {', '.join(ill)}. Nothing is lost: it stays on the "
                "server and is fetched next time."
            )

    def stay(self) -> None:
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_: stop.set())
        house = House()
        while not stop.is_set():
            try:
                house.look()
            except DatabaseError as error:
                log.error("the database did not answer the fetching: %s", type(error).__name__)
                connection.close()
            close_old_connections()
            stop.wait(5)
        house.end()
