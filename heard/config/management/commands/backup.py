"""Makes a copy of the embedded database."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from heard.config.copies import make_copy
from heard.journal import acts, chain


class Command(BaseCommand):
    help = "Copy the embedded database into a file, also while the house is running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new file; its folder exists")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if connection.vendor != "sqlite":
            raise CommandError("The database is PostgreSQL: pg_dump copies it.")
        if file.exists():
            raise CommandError(f"{file} is there already and was kept. Choose another name.")
        if not file.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}, so nothing was copied.")
        while acts.seal():
            pass
        head = chain.head()
        unfinished = file.with_name(f"{file.name}.unfinished")
        try:
            make_copy(Path(connection.settings_dict["NAME"]), unfinished)
        except sqlite3.Error as error:
            raise CommandError(f"{file} could not be written: {error}. Nothing is left of it.")
        unfinished.rename(file)
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(file), "head": head}))
        else:
            self.stdout.write(f"The database is in {file}. Head of its journal: {head}")
            self.stderr.write("Copy the folder of mails (files) and the secret key beside it.")
