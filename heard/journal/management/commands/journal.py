"""Verifies the journal's chain and exports its head."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from heard.journal import acts, chain


class Command(BaseCommand):
    help = "Verify that the journal is whole, or print its head to keep elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify", "head"])
        parser.add_argument("--head", default="", help="a head exported earlier: POSITION:LINK")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        while acts.seal():
            pass
        if options["action"] == "head":
            self.stdout.write(chain.head())
            return
        verdict = chain.verify(options["head"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict)))
        elif not verdict.faults:
            self.stdout.write(
                f"The journal is whole: {verdict.sealed} entries. Head: {verdict.head}"
            )
        if verdict.faults:
            shown = " ".join(verdict.faults[:5])
            more = f" And {len(verdict.faults) - 5} more." if len(verdict.faults) > 5 else ""
            raise CommandError(f"The journal is not whole. {shown}{more}")
