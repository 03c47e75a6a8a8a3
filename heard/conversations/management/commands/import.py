"""Takes in an mbox, a Maildir, one mail or a folder of them."""

import json
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from heard.conversations.models import Conversation
from heard.conversations.reading import Ahead, Turn, reading_ahead
from heard.journal.leases import my_name
from heard.journal.models import Errand
from heard.journal.worker import run_all_of
from heard.look.progress import progress
from heard.mail.acts import Delivery, Intake, Receipt, mailbox_for_import, receive_all
from heard.mail.detect import Found, is_none, walk
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
        if path.is_file() and is_none(path):
            raise CommandError(f"{path} is neither a mail nor an mbox. Nothing was imported.")
        mailbox, made = mailbox_for_import(name=options["mailbox"])
        if made:
            self.stderr.write(
                f"There was no mailbox “{mailbox.name}”; it was made. "
                "Administrators read it until a team does."
            )
        self.count = dict.fromkeys(["read", "stored", "duplicates", "unparsed", "skipped"], 0)
        began = time.monotonic()
        mails = walk(path, settings.HEARD_MESSAGE_LIMIT)
        with ThreadPoolExecutor(1) as aside, reading_ahead() as ahead:
            taking = Taking(mailbox, aside, ahead)
            for batch in self.batches(progress(mails, unit=" mails")):
                self.add(taking.take(batch))
            self.add(taking.take([]))
        seconds = round(time.monotonic() - began, 2)
        self.stdout.write(json.dumps({**self.count, "seconds": seconds}))

    def batches(self, mails: Iterable[Found]) -> Iterator[list[Found]]:
        batch, size = list[Found](), 0
        for found in mails:
            if found.raw is None:
                self.count["skipped"] += 1
                continue
            if found.header_only:
                self.stderr.write(f"{found.path} is larger than the limit: its head was taken.")
            batch.append(found)
            size += len(found.raw)
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def add(self, receipts: list[Receipt]) -> None:
        new = [one for one in receipts if not one.duplicate]
        self.count["read"] += len(receipts)
        self.count["stored"] += len(new)
        self.count["duplicates"] += len(receipts) - len(new)
        unread = Conversation.objects.exclude(trouble="").filter(
            messages__raw__in=[one.raw for one in new]
        )
        self.count["unparsed"] += unread.distinct().count() if new else 0


class Taking:
    """Batch after batch: while one is filed, the bytes of the next are synced and read."""

    def __init__(self, mailbox: Mailbox, aside: ThreadPoolExecutor, ahead: Ahead) -> None:
        self.mailbox, self.aside, self.ahead = mailbox, aside, ahead
        self.worker = my_name()
        self.begun: tuple[Intake, Future[None], dict[int, Turn]] | None = None

    def take(self, batch: list[Found]) -> list[Receipt]:
        """Begin with this batch and finish the one before; returns that one's receipts."""
        before, self.begun = self.begun, self.begin(batch) if batch else None
        return self.finish(*before) if before else []

    def begin(self, batch: list[Found]) -> tuple[Intake, Future[None], dict[int, Turn]]:
        deliveries = [
            Delivery(
                self.mailbox,
                found.raw or b"",
                door="import",
                lane=Errand.IMPORT,
                header_only=found.header_only,
            )
            for found in batch
        ]
        intake = Intake(deliveries)
        new = [place for place, known in enumerate(intake.known) if known is None]
        turns = self.ahead.hand_over([deliveries[place].raw for place in new])
        return intake, self.aside.submit(intake.keep_files), dict(zip(new, turns, strict=True))

    def finish(self, intake: Intake, kept: Future[None], turns: dict[int, Turn]) -> list[Receipt]:
        """Store a batch in one commit, each mail with a savepoint; then file what is new."""
        receipts = self.store(intake, kept)
        new = [(place, one) for place, one in enumerate(receipts) if not one.duplicate]
        for place, one in new:
            if place in turns:
                self.ahead.call(turns[place], one.raw)
        run_all_of([one.entry for _place, one in new if one.entry], self.worker)
        return receipts

    def store(self, intake: Intake, kept: Future[None]) -> list[Receipt]:
        """Together where possible, so that one that cannot be stored does not keep the others."""
        try:
            kept.result()
            return intake.commit()
        except (OSError, DatabaseError):
            if len(intake.deliveries) == 1:
                raise
            return [receipt for one in intake.deliveries for receipt in receive_all([one])]
