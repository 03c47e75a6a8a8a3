"""`heard bench NAME`: the house's own measurements, each figure beside its peer or its limit."""

import os
import platform
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from heard.config.bench import ingest, judge, live
from heard.config.bench.figure import CannotMeasure, Figure, told

MAILS = settings.PACKAGE.parent.parent / "shared/data/mail"


class Command(BaseCommand):
    help = (
        "Measures the program and prints each figure beside its peer or its limit.\n"
        "NAME is one of: ingest (mails a second, by import and the SMTP door), judge (heat, tone, "
        "coverage, forecast, speed and memory of the judgement), live (from the door to the open "
        "page, also beside an import)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=["ingest", "judge", "live"])
        parser.add_argument("folder", nargs="?", help="real mails; labelled texts for judge")
        parser.add_argument(
            "--alone", action="store_true", help="judge: without what stands beside it"
        )
        parser.add_argument("--json", action="store_true", help="all figures as JSON at the end")
        parser.add_argument(
            "--count", type=int, default=10_000, help="ingest, live: mails made from the real ones"
        )
        parser.add_argument(
            "--peer", default="", help="ingest: Python that has requirements/bench.txt"
        )
        parser.add_argument(
            "--peer-count", type=int, default=500, help="ingest: of the same mails, for the peer"
        )
        parser.add_argument(
            "--postgresql",
            default="",
            metavar="URL",
            help="ingest: measure on this server, in databases of its own that are deleted after",
        )
        parser.add_argument("--letters", type=int, default=40, help="live: letters each time")

    def handle(self, *_args: Any, **options: Any) -> None:
        if min(options["count"], options["peer_count"], options["letters"]) < 1:
            raise CommandError("Give counts of at least 1. Nothing was measured.")
        try:
            if options["name"] == "judge":
                alone, as_json = options["alone"], options["json"]
                judge.measure(options["folder"], alone=alone, as_json=as_json)
                return
            figures = measure(options)
        except CannotMeasure as missing:
            raise CommandError(str(missing)) from None
        about = {
            "database": "PostgreSQL" if options["postgresql"] else "SQLite, WAL",
            "durability": "250 and exit 0 after fsync of the file, its folder and the commit",
            "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
            f"Python {platform.python_version()}",
        }
        self.stdout.write(told(figures, about, as_json=options["json"]))
        missed = [one.what for one in figures if one.holds is False]
        if missed:
            raise CommandError(f"Not within the budget: {', '.join(missed)}.")


def measure(options: dict[str, Any]) -> list[Figure]:
    folder = Path(options["folder"] or os.environ.get("HEARD_TEST_DATA") or MAILS)
    if options["name"] == "live":
        return live.measure(folder, count=options["count"], mails=options["letters"])
    return ingest.measure(
        folder,
        count=options["count"],
        peer=options["peer"],
        peer_count=options["peer_count"],
        server=options["postgresql"],
    )
