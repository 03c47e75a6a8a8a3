"""How a worker ends when it is asked to: at the next errand, and in any case soon.

Whatever it is doing may be broken off, for errands are done again; only what is being handed to a
server outside is waited for, as nobody could say afterwards whether it arrived.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

SOON = 6  # seconds within which what is in hand may be finished
HANDING_OVER = 50  # seconds more for a letter that is on its way to a server

_outside = threading.Event()


@contextmanager
def handing_over() -> Iterator[None]:
    """Something is told to the outside world, and its answer has to be written down."""
    _outside.set()
    try:
        yield
    finally:
        _outside.clear()


class Ending:
    """`asked` is set once SIGTERM has come; then the process ends, whatever it waits for."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def listen(self) -> None:
        """From a thread, as Python's own handlers wait for a lock of the database to come free."""
        heard, told = os.pipe()
        os.set_blocking(told, False)
        signal.signal(signal.SIGTERM, lambda *_: self.asked.set())
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        threading.Thread(target=self._watch, args=(heard,), daemon=True).start()

    def _watch(self, heard: int) -> None:
        while signal.SIGTERM not in os.read(heard, 16):
            pass
        self.asked.set()
        time.sleep(SOON)
        patience = time.monotonic() + HANDING_OVER
        while _outside.is_set() and time.monotonic() < patience:
            time.sleep(0.1)
        os._exit(0)
