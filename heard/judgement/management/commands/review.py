"""`heard review`: JSON Lines in, JSON Lines out."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext, override

from ...machine import answer_lines, review_line


class Command(BaseCommand):
    help = (
        "Reads drafts as JSON Lines and prints what each restates, its tone and its answer.\n"
        'One object a line on standard input: {"id", "turns": [{"side": "them" or "us", "text"}], '
        '"draft", "points": [text] or absent}. One line for each on standard output: {"id", '
        '"points", "heard", "tone", "answer", "marks"}. Nothing is stored.'
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        with override("en"):
            bad = answer_lines(sys.stdin.buffer, review_line, sys.stdout, sys.stderr)
            if bad:
                raise CommandError(
                    ngettext(
                        "%(count)d line could not be read; all others were answered.",
                        "%(count)d lines could not be read; all others were answered.",
                        bad,
                    )
                    % {"count": bad}
                )
