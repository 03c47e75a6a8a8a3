"""Takes in an mbox, a Maildir, one mail or a folder of them."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from heard.conversations.models import Conversation
from heard.conversations.reading import reading_ahead
from heard.journal.models import Errand
from heard.journal.worker import my_name, run_now
from heard.mail.acts import mailbox_for_import, receive
from heard.mail.detect import walk
from heard.mail.models import Mailbox, RawMessage

BATCH = 50


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
        mailbox = mailbox_for_import(name=options["mailbox"])
        self.worker = my_name()
        self.count = dict.fromkeys(["read", "stored", "duplicates", "unparsed", "skipped"], 0)
        began, batch = time.monotonic(), []
        for found in tqdm(walk(path), unit=" mails", disable=not sys.stderr.isatty()):
            if found.raw is None:
                self.count["skipped"] += 1
            elif len(found.raw) > settings.HEARD_MESSAGE_LIMIT:
                self.count["skipped"] += 1
                self.stderr.write(f"{found.path} is larger than the limit and was not taken.")
            else:
                batch.append(found.raw)
                if len(batch) >= BATCH:
                    self.take(mailbox, batch)
                    batch = []
        self.take(mailbox, batch)
        seconds = round(time.monotonic() - began, 2)
        self.stdout.write(json.dumps({**self.count, "seconds": seconds}))

    def take(self, mailbox: Mailbox, batch: list[bytes]) -> None:
        """Store a batch in one commit, each mail with a savepoint; then file what is new."""
        with transaction.atomic():
            stored = [(row, raw) for raw in batch if (row := self.store(mailbox, raw)) is not None]
        kept = [row for row, _raw in stored]
        with reading_ahead(stored):
            for row in kept:
                errands = Errand.objects.open().filter(
                    entry__verb="mail.received", entry__about__raw=row.pk
                )
                for errand in errands:
                    run_now(errand, self.worker)
        unread = Conversation.objects.exclude(trouble="").filter(messages__raw__in=kept)
        self.count["unparsed"] += unread.distinct().count()

    def store(self, mailbox: Mailbox, raw: bytes) -> RawMessage | None:
        self.count["read"] += 1
        with transaction.atomic():
            receipt = receive(mailbox=mailbox, raw=raw, door="import", lane=Errand.IMPORT)
        self.count["duplicates" if receipt.duplicate else "stored"] += 1
        return None if receipt.duplicate else receipt.raw
