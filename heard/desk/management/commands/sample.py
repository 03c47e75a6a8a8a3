"""Fills an empty house with the sample firm."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from heard.desk.sample.firm import PASSWORD, addresses
from heard.desk.sample.play import play, steps
from heard.journal import clock
from heard.look.progress import progress
from heard.people.models import Colleague


class Command(BaseCommand):
    help = "Fill an empty house with the sample firm, told through the doors of real data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is anyone already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not Colleague.objects.exists():
            self.tell()
        elif not options["if_empty"]:
            raise CommandError(
                "This house has colleagues already. Nothing was changed; "
                "choose an empty folder with HEARD_DATA."
            )
        self.introduce()

    def tell(self) -> None:
        with progress(what="Telling the sample story", total=steps(), unit=" steps") as bar:
            play(clock.now(), bar.update)

    def introduce(self) -> None:
        """How to sign in as each of the sample people; nothing in a house of others."""
        people = Colleague.objects.active().filter(email__in=addresses()).order_by("id")
        if not people:
            return
        self.stdout.write(f"Sign in as one of these, with the password {PASSWORD}:")
        for one in people:
            self.stdout.write(f"  {one.email:<28} {one.name}, {one.role}, {one.language}")
