"""Lists conversations."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import F, QuerySet

from heard.conversations.models import Conversation
from heard.desk.overview import ADDRESSES, TOGETHER, first_address, overview
from heard.desk.reader import conversations_as


class Command(BaseCommand):
    help = "List conversations, those who wait longest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as", dest="reader", help="address of a colleague; only what they see"
        )
        parser.add_argument("--json", action="store_true", help="every field, one JSON array")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = conversations_as(options["reader"])
        found = found.order_by(F("waiting_since").asc(nulls_last=True), "-last_at")
        if options["json"]:
            self.write_out(found)
        else:
            self.write_lines(found)

    def write_out(self, found: QuerySet[Conversation]) -> None:
        """One array, piece by piece: a house may hold more than memory does."""
        self.stdout.write("[", ending="")
        for number, row in enumerate(overview(found)):
            said = json.dumps(row, ensure_ascii=False)
            self.stdout.write(f", {said}" if number else said, ending="")
        self.stdout.write("]")

    def write_lines(self, found: QuerySet[Conversation]) -> None:
        lean = found.select_related("contact").only("waiting_since", "subject", "contact__name")
        for one in lean.prefetch_related(ADDRESSES).iterator(TOGETHER):
            who = one.contact.name or first_address(one.contact) if one.contact else ""
            waiting = f"since {one.waiting_since.isoformat()[:16]}" if one.waiting_since else "–"
            self.stdout.write(f"{one.pk:>6}  {waiting:<23}  {who[:30] or '–':<30}  {one.subject}")
