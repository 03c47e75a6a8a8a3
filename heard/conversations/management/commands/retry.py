"""Tries all that could not be done: mail that came in, and whatever else gave up."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from heard.conversations.acts import read_again
from heard.conversations.models import Message
from heard.journal.acts import try_again
from heard.journal.leases import my_name
from heard.journal.models import Errand
from heard.journal.worker import run_all_of
from heard.look.progress import progress
from heard.mail.acts import try_fetching_again
from heard.mail.models import Mailbox


class Command(BaseCommand):
    help = "Try again all that gave up, and all mail that could not be read or fetched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the summary is JSON in any case")

    def handle(self, *_args: Any, **_options: Any) -> None:
        count = dict.fromkeys(["tried", "read", "still_unread", "filed", "done"], 0)
        unread = Message.objects.exclude(conversation__trouble="").exclude(raw=None)
        listed = list(unread.select_related("raw").order_by("pk"))
        for message in progress(listed, unit=" mails"):
            count["tried"] += 1
            done = read_again(message=message, by="machine:retry")
            count["read" if done else "still_unread"] += 1
        failed = list(Errand.objects.failed())
        for errand in failed:
            try_again(errand=errand)
        run_all_of([errand.entry_id for errand in failed], my_name())
        tried = Errand.objects.filter(pk__in=[one.pk for one in failed])
        ended = tried.exclude(done_at=None)
        count["filed"] = ended.filter(entry__verb="mail.received").count()
        count["done"] = ended.count()
        for mailbox in Mailbox.objects.exclude(imap_host=""):
            try_fetching_again(mailbox=mailbox)
        self.stdout.write(json.dumps(count))
