"""Serves the pages."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from heard.config.ports import is_free


def gather_static_files() -> None:
    """Collect and compress them when the package is newer than what lies in STATIC_ROOT."""
    stamp = settings.STATIC_ROOT / "gathered"
    sources = [*settings.PACKAGE.glob("*/static/**/*")]
    newest = max(source.stat().st_mtime for source in sources)
    if stamp.exists() and stamp.stat().st_mtime >= newest:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp.touch()


class Command(BaseCommand):
    help = "Serve the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default 8000")
        parser.add_argument("--bind", default="127.0.0.1", help="default 127.0.0.1")
        parser.add_argument("--workers", type=int, default=2, help="processes, default 2")

    def handle(self, *_args: Any, **options: Any) -> None:
        from granian import Granian
        from granian.constants import Interfaces

        if not is_free(options["bind"], options["port"]):
            raise CommandError(
                f"Port {options['port']} is taken by another program. "
                "Choose another one with --port."
            )
        gather_static_files()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
        Granian(
            "heard.config.wsgi:application",
            address=options["bind"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["workers"],
            blocking_threads=4,
            log_access=False,
            log_level="warning",
            respawn_failed_workers=True,
        ).serve()
