"""`heard judge`: JSON Lines in, JSON Lines out."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext, override

from ...machine import answer_lines, judge_line


class Command(BaseCommand):
    help = (
        "Reads conversations as JSON Lines and prints how hot each is, and why.\n"
        'One object a line on standard input: {"id", "turns": [{"side": "them" or "us", "text"}]}. '
        'One line for each on standard output: {"id", "language", "heat", "hot", "forecast", '
        '"confidence", "note", "why"}. Nothing is stored.'
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        with override("en"):
            bad = answer_lines(sys.stdin.buffer, judge_line, sys.stdout, sys.stderr)
            if bad:
                raise CommandError(
                    ngettext(
                        "%(count)d line could not be read; all others were answered.",
                        "%(count)d lines could not be read; all others were answered.",
                        bad,
                    )
                    % {"count": bad}
                )
