"""Puts a copy of the embedded database in its place."""

import sqlite3
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from heard.config.copies import is_a_house, is_in_use, make_copy, put_in_place
from heard.journal import clock

KEPT = "Nothing was changed."


class Command(BaseCommand):
    help = "Put a copy of the embedded database in its place; the house must not be running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="made by heard backup")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if connection.vendor != "sqlite":
            raise CommandError("The database is PostgreSQL: pg_restore or psql put it back.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}. {KEPT}")
        database = Path(connection.settings_dict["NAME"])
        if database.exists() and is_in_use(database):
            raise CommandError(f"The house is running: stop it first. {KEPT}")
        fresh = database.with_name(f"{database.name}.restored")
        try:
            make_copy(file, fresh, at_rest=True)
        except sqlite3.Error as error:
            raise CommandError(f"{file} could not be copied: {error}. {KEPT}") from None
        if not is_a_house(fresh):
            fresh.unlink()
            raise CommandError(f"{file} is damaged or not of a house. {KEPT}")
        aside = database.with_name(f"{database.name}.until-{clock.now():%Y%m%d-%H%M%S}")
        put_in_place(fresh, database, aside)
        self.stdout.write(f"{file} is in its place.")
        if aside.exists():
            self.stdout.write(f"What was there is kept in {aside}: delete it when all is well.")
        self.stdout.write("Put the folder of mails (files) and the secret key back as well.")
