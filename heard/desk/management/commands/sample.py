"""Fills an empty house with the sample firm."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from heard.desk.sample import play
from heard.desk.sample_firm import PASSWORD
from heard.journal import clock
from heard.people.models import Colleague


class Command(BaseCommand):
    help = "Fill an empty house with the sample firm, told through the doors of real data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is anyone already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if Colleague.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "This house has colleagues already. Nothing was changed; "
                "choose an empty folder with HEARD_DATA."
            )
        with tqdm(
            desc="Telling the sample story", unit="step", disable=not sys.stderr.isatty()
        ) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            play(clock.now(), progress)
        self.stdout.write(f"The sample firm is ready; everyone's password is {PASSWORD}")
        for colleague in Colleague.objects.order_by("id"):
            self.stdout.write(
                f"  {colleague.email:<34} {colleague.name}, {colleague.role}, {colleague.language}"
            )
