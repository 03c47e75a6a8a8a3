"""The written philosophy as one Markdown file, out of the house and into it."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from heard.people.models import Colleague
from heard.philosophy import exchange
from heard.philosophy.acts import take_in
from heard.philosophy.models import Version


class Command(BaseCommand):
    help = "Write the philosophy as one Markdown file (export), or make one the draft (import)."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        out = verbs.add_parser("export", help="to standard output")
        out.add_argument("--version-number", type=int, help="default: the one in force")
        into = verbs.add_parser("import", help="becomes the draft; two people publish it")
        into.add_argument("file", type=Path, help='"-" reads standard input')
        into.add_argument("--as", dest="colleague", required=True, help="address of who drafts it")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["verb"] == "export":
            self._export(options["version_number"])
        else:
            self._import(options["file"], options["colleague"])

    def _export(self, number: int | None) -> None:
        published = Version.objects.exclude(published_at=None)
        version = published.filter(number=number).first() if number else Version.in_force()
        if version is None:
            raise CommandError("There is no such published version, so nothing was written.")
        self.stdout.write(exchange.write(version), ending="")

    def _import(self, file: Path, address: str) -> None:
        by = Colleague.objects.active().filter(email=address.strip().lower()).first()
        if by is None:
            raise CommandError("No colleague has this address. Nothing was changed.")
        try:
            raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
            clauses = exchange.read(raw.decode("utf-8"))
        except UnicodeDecodeError:
            raise CommandError("This file is not UTF-8 text. Nothing was changed.") from None
        draft = take_in(clauses=clauses, by=by)
        self.stdout.write(
            f"Version {draft.number} is drafted with {len(clauses)} clauses; "
            "somebody else reads it before it is published."
        )
