"""Lists conversations."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import F

from heard.desk.overview import overview
from heard.desk.reader import conversations_as


class Command(BaseCommand):
    help = "List conversations, those who wait longest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as", dest="reader", help="address of a colleague; only what they see"
        )
        parser.add_argument("--json", action="store_true", help="every field, one JSON array")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = conversations_as(options["reader"]).select_related("contact__organisation")
        rows = overview(found.order_by(F("waiting_since").asc(nulls_last=True), "-last_at"))
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            who = (row["contact"] or {}).get("name") or (row["contact"] or {}).get("address") or "–"
            waiting = f"since {row['waiting_since'][:16]}" if row["waiting_since"] else "–"
            self.stdout.write(f"{row['id']:>6}  {waiting:<23}  {who[:30]:<30}  {row['subject']}")
