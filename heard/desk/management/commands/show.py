"""Shows one conversation."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from heard.desk.overview import overview
from heard.desk.reader import conversations_as


class Command(BaseCommand):
    help = "Show one conversation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int)
        parser.add_argument(
            "--as", dest="reader", help="address of a colleague; only what they see"
        )
        parser.add_argument("--json", action="store_true", help="every field")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = conversations_as(options["reader"]).filter(pk=options["id"])
        row = next(overview(found), None)
        if row is None:
            raise CommandError(f"There is no conversation {options['id']} to be seen.")
        if options["json"]:
            self.stdout.write(json.dumps(row, ensure_ascii=False))
            return
        self.stdout.write(f"{row['subject']}\n")
        for message in row["messages"]:
            said = message["from"]["name"] or message["from"]["address"] or message["medium"]
            self.stdout.write(f"── {message['at'][:16]}  {said}\n{message['text']}\n")
