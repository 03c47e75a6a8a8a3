"""Prints what follows from what."""

from typing import Any

from django.core.management.base import BaseCommand

from heard.config.way import page


class Command(BaseCommand):
    help = "Print what follows from what (docs/way.md)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(page(), ending="")
