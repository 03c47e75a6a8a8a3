"""Takes one mail from standard input."""

import logging
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from heard.journal.leases import my_name
from heard.journal.worker import run_all_of
from heard.mail.acts import receive
from heard.mail.models import Mailbox

log = logging.getLogger("heard.mail")
TOO_LARGE, NO_SUCH_USER, LATER = os.EX_UNAVAILABLE, os.EX_NOUSER, os.EX_TEMPFAIL  # sysexits.h


class Command(BaseCommand):
    help = "Take one mail from standard input; exits 0 only when its bytes are durably stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mailbox", required=True, help="name or address of the mailbox")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self.take(options)
        except (OSError, DatabaseError) as error:  # a mail server then keeps it and tries again
            raise CommandError(
                f"The mail could not be stored ({type(error).__name__}) and was not taken. "
                "Try again later.",
                returncode=LATER,
            ) from None

    def take(self, options: dict[str, Any]) -> None:
        name = options["mailbox"]
        mailbox = Mailbox.objects.filter(name=name).first() or (
            Mailbox.objects.filter(address=name.lower()).first() if "@" in name else None
        )
        if mailbox is None:
            raise CommandError(
                f"There is no mailbox “{name}”. The mail was not taken; keep it and try again "
                "with an existing one.",
                returncode=NO_SUCH_USER,
            )
        raw = sys.stdin.buffer.read(settings.HEARD_MESSAGE_LIMIT + 1)
        if not raw.strip():
            raise CommandError("Nothing came in on standard input, so nothing was stored.")
        if len(raw) > settings.HEARD_MESSAGE_LIMIT:
            limit = settings.HEARD_MESSAGE_LIMIT // (1024 * 1024)
            raise CommandError(
                f"The mail is larger than {limit} MB and was not taken. "
                "Raise HEARD_MESSAGE_LIMIT_MB, or send it another way.",
                returncode=TOO_LARGE,
            )
        receipt = receive(mailbox=mailbox, raw=raw, door="receive")
        try:  # what follows is done at once where possible; otherwise a worker does it
            run_all_of([receipt.entry] if receipt.entry else [], my_name())
        except Exception:  # the bytes are safe, and that is what counts here
            log.exception("the mail is stored and waits for a worker")
