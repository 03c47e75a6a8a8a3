"""Adds a colleague, the first administrator for one."""

import getpass
import secrets
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from heard.people.acts import add_colleague
from heard.people.models import Colleague


class Command(BaseCommand):
    help = "Add a colleague: the first administrator of a new house, for one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--role", choices=[role for role, _ in Colleague.ROLES], default="member"
        )
        parser.add_argument("--language", choices=["en", "de"], default="en")

    def handle(self, *_args: Any, **options: Any) -> None:
        asked = sys.stdin.isatty()
        password = getpass.getpass("Password (empty: one is made): ") if asked else ""
        made = password or secrets.token_urlsafe(12)
        colleague = add_colleague(
            email=options["email"],
            name=options["name"],
            by="machine:command",
            role=options["role"],
            password=made,
            language=options["language"],
        )
        self.stdout.write(f"{colleague.name} can sign in as {colleague.email}.")
        if not password:
            self.stdout.write(f"Password: {made}")
