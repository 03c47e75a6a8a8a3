"""Hands mails to the process that reads them, and takes it for granted that it may die."""

import io
import logging
import os
import pickle
import select
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from django.conf import settings

from heard.mail.parsing.apart import TOO_MUCH
from heard.mail.parsing.whole import ReadMail

log = logging.getLogger("heard.mail")

IN_HAND = 64  # mails handed over before the first answer is awaited
BYTES_IN_HAND = 8 << 20
ROOM = 4 << 20  # bytes of answers that may wait while this process files; the system may give less
KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "HOME")
START_SECONDS = 60  # a fresh process loads its libraries first


_expected: dict[tuple[str, str], Any] = {}


class Careful(pickle.Unpickler):
    """Takes plain values of the parsing room and nothing else: a mail chose what comes back."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _expected:
            ours = module.startswith("heard.mail.parsing.") or module == "datetime"
            if not ours or "." in name:
                raise pickle.UnpicklingError(f"not expected: {module}")
            _expected[module, name] = super().find_class(module, name)
        return _expected[module, name]


class Reader:
    """One reading process, started when it is needed and again when it died."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.line: Connection | None = None
        self.fresh, self.owner = True, os.getpid()

    def read(self, raw: bytes) -> ReadMail | str:
        """The mail, or a machine word: "empty", "no_header", "unexpected", "too_long" (time),
        "too_much" (memory), "died"."""
        return next(self.read_many([raw]))

    def read_many(self, mails: Iterable[bytes | None]) -> Generator[ReadMail | str]:
        """An answer for each, in order; the next ones are read while one is worked on here.

        None among them: there is none just now, and it is asked again at the next answer.
        """
        source = iter(mails)
        waiting: deque[bytes] = deque()
        try:
            while True:
                while len(waiting) < IN_HAND and sum(map(len, waiting)) < BYTES_IN_HAND:
                    raw = next(source, None)
                    if raw is None:
                        break
                    waiting.append(raw)
                    self._send(raw)
                if not waiting:
                    return
                answer = self._answer()
                waiting.popleft()
                if self.process is None:  # it died over this one: the others go to a new one
                    for raw in waiting:
                        self._send(raw)
                yield answer
        finally:
            if waiting:
                self.end()

    def _send(self, raw: bytes) -> None:
        self.start()
        with suppress(OSError):  # a dead process is noticed when its answer is awaited
            self.line.send_bytes(raw)  # type: ignore[union-attr]  # just started

    def _answer(self) -> ReadMail | str:
        """Within the limit of time, or the process is ended."""
        line, seconds = self.line, settings.HEARD_PARSE_SECONDS
        assert line is not None
        try:
            if not self.said.poll((START_SECONDS if self.fresh else seconds) * 1000):
                return self._over("too_long")
            said = Careful(io.BytesIO(line.recv_bytes())).load()
        except (EOFError, OSError):
            code = self.process.wait() if self.process else 0
            return self._over("too_much" if code == TOO_MUCH else "died")
        except (pickle.UnpicklingError, MemoryError, AttributeError, ImportError):
            return self._over("unexpected")
        self.fresh = False
        return self._over("too_much") if said == "too_much" else said

    def _over(self, why: str) -> str:
        log.warning("a mail could not be read (%s); the reading process is started again", why)
        self.end()
        return why

    def start(self) -> None:
        """Does not wait until it is ready: what is handed over meanwhile is read then."""
        if self.process is not None and self.line is not None:
            return
        ours, theirs = Pipe()
        for end in (ours, theirs):
            with socket.fromfd(end.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
        limits = [
            f"{max(1, settings.HEARD_PARSE_SECONDS):.0f}",
            f"{settings.HEARD_PARSE_MEMORY:.0f}",
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "heard.mail.parsing.apart", str(theirs.fileno()), *limits],
            pass_fds=[theirs.fileno()],
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=settings.PACKAGE.parent,
        )
        theirs.close()
        self.line, self.fresh, self.owner = ours, True, os.getpid()
        self.said = select.poll()
        self.said.register(ours.fileno(), select.POLLIN)

    def end(self) -> None:
        """The process is gone, whatever it was doing; the next mail gets a new one."""
        if self.process is not None and self.owner == os.getpid():  # not its parent's, in a fork
            self.process.kill()
            self.process.wait()
        if self.line is not None:
            self.line.close()
        self.process = self.line = None

    def __del__(self) -> None:
        with suppress(Exception):
            self.end()


def stand_by() -> None:
    """The process is there, and loads its libraries, before the first mail comes."""
    reader().start()


_mine = threading.local()


def reader(use: str = "one") -> Reader:
    """The reader of this thread for this use, and of no process that was forked from it."""
    if getattr(_mine, "pid", None) != os.getpid():
        _mine.readers, _mine.pid = dict[str, Reader](), os.getpid()
    if use not in _mine.readers:
        _mine.readers[use] = Reader()
    found: Reader = _mine.readers[use]
    return found
