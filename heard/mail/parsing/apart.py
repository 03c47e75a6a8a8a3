"""The process that reads mail: a bad mail can bring down this one, and nothing else.

Started by `heard.mail.reader` with a socket, seconds and megabytes; it knows no database and no
secret. Requests are bytes of mails, answers are pickled, in the same order.
"""

import gc
import os
import pickle
import queue
import resource
import signal
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from heard.mail.parsing.parsed import Unparseable
from heard.mail.parsing.whole import ReadMail, read_whole

GARBAGE = 20_000  # objects made and kept before those that hold each other are looked for
TOO_MUCH = 3  # exit code: out of memory where no answer could be given


def answer(raw: bytes) -> ReadMail | str:
    """What was read, or a machine word for why nothing could be."""
    try:
        return read_whole(raw)
    except Unparseable as reason:
        return reason.reason
    except MemoryError:
        return "too_much"
    except Exception:  # noqa: BLE001  # one bad mail is shown to people, it stops nothing
        return "unexpected"


def packed(raw: bytes) -> bytes:
    try:
        return pickle.dumps(answer(raw), protocol=5)
    except MemoryError:
        return pickle.dumps("too_much")


def receive(line: Connection, mails: "queue.SimpleQueue[bytes | None]") -> None:
    """Always listening, so that neither side waits for the other with full hands."""
    try:
        while True:
            mails.put(line.recv_bytes())
    except (EOFError, OSError):
        mails.put(None)
    except MemoryError:
        os._exit(TOO_MUCH)


def main(arguments: list[str]) -> None:
    handle, seconds, megabytes = (int(one) for one in arguments)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what is loaded stays
    gc.set_threshold(GARBAGE)
    line = Connection(handle)
    mails: Any = queue.SimpleQueue()
    threading.Thread(target=receive, args=(line, mails), daemon=True).start()
    while (raw := mails.get()) is not None:
        signal.alarm(seconds + 5)  # ends this process, should nobody be left to do it
        try:
            line.send_bytes(packed(raw))
        except (BrokenPipeError, ConnectionResetError):
            return
        signal.alarm(0)
        del raw


if __name__ == "__main__":
    main(sys.argv[1:])
