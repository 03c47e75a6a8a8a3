"""Everything in one process group, for a firm on one machine or a try at home."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from heard.config.management.commands.web import gather_static_files
from heard.config.ports import is_free

LINUX = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1  # prctl(2)


def a_mail_in(bind: str, port: int) -> str:
    """The one line with which to send a mail in, on any machine that has Python."""
    words = (
        "Subject: The third time\\n\\nNobody answers. If I hear nothing today, I call my lawyer!"
    )
    return (
        f"python3 -c \"import smtplib; smtplib.SMTP('{bind}', {port})"
        f".sendmail('you@customer.example', 'service@hollerbach.example', '{words}')\""
    )


class Command(BaseCommand):
    help = "Run everything: pages, workers, post, SMTP door, fetching, schedule."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="of the pages, default 8000")
        parser.add_argument(
            "--smtp-port", type=int, default=settings.HEARD_SMTP_PORT, help="default 2525"
        )
        parser.add_argument("--bind", default="127.0.0.1", help="of the pages, default 127.0.0.1")
        parser.add_argument(
            "--smtp-bind", default=settings.HEARD_SMTP_BIND, help="default 127.0.0.1"
        )
        parser.add_argument(
            "--sample", action="store_true", help="fill an empty house with the sample firm first"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        pages, door = (
            (options["bind"], options["port"]),
            (options["smtp_bind"], options["smtp_port"]),
        )
        for bind, port in (pages, door):
            if not is_free(bind, port):
                raise CommandError(
                    f"Port {port} is taken by another program. "
                    "Choose another one with --port or --smtp-port."
                )
        if options["sample"]:
            call_command("sample", if_empty=True)
            os.environ.setdefault("HEARD_SMTP_CATCHALL", "Service")
        gather_static_files()
        roles = [["web", *_listening(*pages)]]
        roles += [["worker", "--beside-post"] for _ in range(settings.HEARD_WORKERS)] + [["post"]]
        roles += [["smtp", *_listening(*door)], ["fetch"], ["schedule"]]
        # Links lead to where the pages are, and the house answers to that name
        bind, port = pages
        here = f"http://{bind if bind.strip('0.') else '127.0.0.1'}:{port}"
        os.environ["HEARD_URL"] = os.environ.get("HEARD_URL") or here
        self.stdout.write(f"Heard is at {here}")
        self.stdout.write("This line sends a mail in:")
        self.stdout.write(f"  {a_mail_in(*door)}")
        self.stdout.write("Ctrl-C stops everything.")
        self.stdout.flush()
        Household(roles).live()


def _listening(bind: str, port: int) -> list[str]:
    return ["--bind", bind, "--port", str(port)]


def _ends_with_its_parent() -> None:
    """On Linux a child is asked to end when its parent is no more, killed with -9 for example."""
    if LINUX is not None:
        LINUX.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Household:
    """The roles as child processes: a dead one is started again, all end together."""

    def __init__(self, roles: list[list[str]]) -> None:
        self.roles = roles
        self.children: dict[int, subprocess.Popen[bytes]] = {}
        self.stop = threading.Event()
        self.pause = dict.fromkeys(range(len(roles)), 0.5)
        self.born = dict.fromkeys(range(len(roles)), 0.0)

    def live(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # the last: a terminal closed
            if signal.getsignal(sign) is not signal.SIG_IGN:  # nohup asks to stay
                signal.signal(sign, lambda *_: self.stop.set())
        for number in range(len(self.roles)):
            self.start(number)
        while not self.stop.wait(0.2):
            for number, child in list(self.children.items()):
                if child.poll() is not None:
                    self.again(number)
        self.end()

    def start(self, number: int) -> None:
        command = [sys.executable, "-m", "heard", *self.roles[number]]
        self.children[number] = subprocess.Popen(
            command, env=os.environ, start_new_session=True, preexec_fn=_ends_with_its_parent
        )
        self.born[number] = time.monotonic()

    def again(self, number: int) -> None:
        """Start a dead role again, more patiently each time it dies young."""
        lived = time.monotonic() - self.born[number]
        self.pause[number] = 0.5 if lived > 30 else min(self.pause[number] * 2, 30)
        print(f"heard: {self.roles[number][0]} ended and is started again", file=sys.stderr)
        if not self.stop.wait(self.pause[number]):
            self.start(number)

    def end(self) -> None:
        for child in self.children.values():
            child.terminate()  # it alone: what it started ends with it
        asked = time.monotonic()
        for number, child in self.children.items():
            # They end soon, unless a letter is being handed over (heard.journal.ending)
            grace = 60 if self.roles[number][0] in {"worker", "post"} else 4
            try:
                child.wait(max(0.1, asked + grace - time.monotonic()))
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
