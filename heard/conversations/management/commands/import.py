"""Takes in an mbox, a Maildir, one mail or a folder of them."""

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from heard.conversations.models import Conversation
from heard.conversations.reading import reading_ahead
from heard.journal.leases import my_name
from heard.journal.models import Errand
from heard.journal.worker import run_all_of
from heard.look.progress import progress
from heard.mail.acts import Delivery, Receipt, mailbox_for_import, receive_all
from heard.mail.detect import Found, walk
from heard.mail.models import Mailbox

BATCH, BATCH_BYTES = 100, 8 << 20


class Command(BaseCommand):
    help = "Take in an mbox, a Maildir, one mail or a folder of them; again is the same as once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--mailbox", required=True, help="made when there is none of this name")
        parser.add_argument("--json", action="store_true", help="the summary is JSON in any case")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"There is nothing at {path}. Nothing was imported.")
        mailbox, made = mailbox_for_import(name=options["mailbox"])
        if made:
            self.stderr.write(
                f"There was no mailbox “{mailbox.name}”; it was made. "
                "Administrators read it until a team does."
            )
        self.worker = my_name()
        self.count = dict.fromkeys(["read", "stored", "duplicates", "unparsed", "skipped"], 0)
        began, batch, size = time.monotonic(), list[Found](), 0
        mails = walk(path, settings.HEARD_MESSAGE_LIMIT)
        for found in progress(mails, unit=" mails"):
            if found.raw is None:
                self.count["skipped"] += 1
            else:
                if found.header_only:
                    self.stderr.write(f"{found.path} is larger than the limit: its head was taken.")
                batch.append(found)
                size += len(found.raw)
                if len(batch) >= BATCH or size >= BATCH_BYTES:
                    self.take(mailbox, batch)
                    batch, size = [], 0
        self.take(mailbox, batch)
        seconds = round(time.monotonic() - began, 2)
        self.stdout.write(json.dumps({**self.count, "seconds": seconds}))

    def take(self, mailbox: Mailbox, batch: list[Found]) -> None:
        """Store a batch in one commit, each mail with a savepoint; then file what is new."""
        receipts = self.store(
            [
                Delivery(
                    mailbox,
                    found.raw or b"",
                    door="import",
                    lane=Errand.IMPORT,
                    header_only=found.header_only,
                )
                for found in batch
            ]
        )
        new = [one for one in receipts if not one.duplicate]
        self.count["read"] += len(receipts)
        self.count["stored"] += len(new)
        self.count["duplicates"] += len(receipts) - len(new)
        raws = {one.raw.pk: said.raw or b"" for one, said in zip(receipts, batch, strict=True)}
        with reading_ahead([(one.raw, raws[one.raw.pk]) for one in new]):
            run_all_of([one.entry for one in new if one.entry], self.worker)
        unread = Conversation.objects.exclude(trouble="").filter(
            messages__raw__in=[one.raw for one in new]
        )
        self.count["unparsed"] += unread.distinct().count()

    def store(self, deliveries: list[Delivery]) -> list[Receipt]:
        """Together where possible, so that one that cannot be stored does not keep the others."""
        try:
            return receive_all(deliveries)
        except (OSError, DatabaseError):
            if len(deliveries) == 1:
                raise
            return [receipt for one in deliveries for receipt in receive_all([one])]
