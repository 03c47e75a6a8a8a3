"""A house under torture: its processes, who writes to it, and the server its letters go to."""

import json
import os
import random
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import ROOT, Dovecot, free_port, wait_for_port
from tests.torture.proxy import Wire

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")


def letter(token: str, size: int = 300) -> bytes:
    words = f"Guten Tag, wo bleibt {token}?\r\n" + "Wir warten. " * (size // 12)
    return (
        f"From: Petra <petra{hash(token) % 17}@quandt.example>\r\nTo: service@firma.example\r\n"
        f"Subject: Frage {token}\r\nMessage-ID: <{token}@quandt.example>\r\n\r\n{words}\r\n"
    ).encode()


class Sink:
    """The server outside that takes our letters: counts each, now and then says "later"."""

    def __init__(self, dice: random.Random) -> None:
        self.taken: Counter[str] = Counter()
        self.dice, self.moody = dice, True
        self.door = Controller(self, hostname="127.0.0.1", port=free_port())
        self.door.start()

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.moody and self.dice.random() < 0.1:
            return "451 later, please"
        found = MESSAGE_ID.search(bytes(envelope.content or b""))
        self.taken[found[1].decode() if found else "?"] += 1
        return "250 taken"


class Scene:
    """`folder` holds the data; `database` is a PostgreSQL, or "" for SQLite in the folder."""

    def __init__(self, folder: Path, database: str, seed: int, letters: int) -> None:
        self.folder, self.dice = folder, random.Random(seed)
        self.dovecot, self.sink = Dovecot(), Sink(self.dice)
        self.mail_wire = Wire(self.dovecot.port, 0.6, self.dice)
        self.sink_wire = Wire(self.sink.door.port, 0.6, self.dice)
        self.answers = Path(tempfile.mkdtemp(prefix="heard-answers-"))
        self.smtp_port, self.number, self.kills = free_port(), 0, 0
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("HEARD_", "DJANGO_"))},
            "DJANGO_SETTINGS_MODULE": "heard.config.settings",
            "HEARD_DATA": str(folder),
            "HEARD_LEASE_SECONDS": "1",
            "HEARD_CANCEL_SECONDS": "0",
            "HEARD_IMAP_POLL_SECONDS": "1",
            "HEARD_LOG_LEVEL": "CRITICAL",
            "HEARD_SMTP_HOST": "127.0.0.1",
            "HEARD_SMTP_HOST_PORT": str(self.sink_wire.port),
            "HEARD_SMTP_SECURITY": "none",
            **({"HEARD_DATABASE_URL": database} if database else {}),
        }
        self.log = (self.answers / "log").open("w")
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.nursery"], cwd=ROOT, env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
        )  # fmt: skip
        self.lock = threading.Lock()
        assert self._line() == "ready"
        self.put_out: list[str] = self.ask("prepare", letters=letters, imap=self.mail_wire.port)
        self.accepted: set[str] = set()

    def _line(self) -> str:
        assert self.nursery.stdout is not None
        return self.nursery.stdout.readline().strip()

    def fork(self, role: str, **arguments: Any) -> tuple[int, Path]:
        """A child with this role: its pid, and where its answer appears once it is through."""
        assert self.nursery.stdin is not None
        with self.lock:
            self.number += 1
            answer = self.answers / str(self.number)
            said = json.dumps({"answer": str(answer), **arguments})
            self.nursery.stdin.write(f"{role} {said}\n")
            self.nursery.stdin.flush()
            return int(self._line()), answer

    def ask(self, role: str, seconds: float = 1800, **arguments: Any) -> Any:
        """The answer of a child that nobody kills; AssertionError when it has none."""
        pid, answer = self.fork(role, **arguments)
        end = time.monotonic() + seconds
        while not answer.exists() and is_alive(pid) and time.monotonic() < end:
            time.sleep(0.02)
        assert answer.exists(), f"{role} ended without an answer: {self.last_words()}"
        return json.loads(answer.read_text())

    def last_words(self) -> str:
        return (self.answers / "log").read_text()[-1500:]

    def kill(self, pid: int) -> None:
        """With all it has started, at once and without a word."""
        self.kills += 1
        while is_alive(pid):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.005)

    def kill_reader(self, pid: int) -> bool:
        """Only the process that reads mail for this one, if there is any just now."""
        readers = [one for one in members_of(pid) if b"heard.mail.parsing.apart" in said_by(one)]
        for one in readers:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
                self.kills += 1
        return bool(readers)

    def post(self, token: str, mail: bytes | None = None, patience: float = 60) -> bool:
        """Through the SMTP door, again and again as a mail server would; True once it said 250."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as door:
                    door.sendmail(
                        "petra@quandt.example", ["service@firma.example"], mail or letter(token)
                    )
            except (OSError, smtplib.SMTPException):
                time.sleep(0.05)
            else:
                self.accepted.add(f"<{token}@quandt.example>")
                return True
        return False

    def open_door(self) -> int:
        pid, _answer = self.fork("command", name="smtp", port=self.smtp_port, bind="127.0.0.1")
        return pid

    def wait_for_door(self) -> None:
        wait_for_port(self.smtp_port, 30)

    def close(self) -> None:
        assert self.nursery.stdin is not None
        self.nursery.stdin.close()
        self.nursery.wait(10)
        self.log.close()
        self.sink.door.stop()
        self.dovecot.stop()
        for wire in (self.mail_wire, self.sink_wire):
            wire.close()
        shutil.rmtree(self.answers, ignore_errors=True)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def members_of(group: int) -> list[int]:
    """The processes of this group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(folder.name)) == group:
                found.append(int(folder.name))
    return found


def said_by(pid: int) -> bytes:
    """The command line of this process; b"" where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
