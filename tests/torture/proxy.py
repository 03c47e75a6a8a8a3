"""A wire between two programs that is cut at random, in either direction."""

import random
import socket
import threading
from contextlib import suppress

from tests.servers import free_port


class Wire:
    """Listens on `port` and passes on to `target`; `cuts` is the share
    of connections cut soon; while it is above 0 none lasts."""

    def __init__(self, target: int, cuts: float, dice: random.Random) -> None:
        self.target, self.cuts, self.dice = target, cuts, dice
        self.port, self.count = free_port(), 0
        self.socket = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.socket.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.socket.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
                except OSError:
                    near.close()
                    continue
                far.settimeout(None)
                left = [self._life(), self._life()]
                for one, other, life in ((near, far, left[0]), (far, near, left[1])):
                    threading.Thread(
                        target=self._pass_on, args=(one, other, life), daemon=True
                    ).start()

    def _life(self) -> int:
        """Bytes until the cut: soon, or after a while; endless once nothing is cut any more."""
        if not self.cuts:
            return 1 << 60
        soon = self.dice.random() < self.cuts / 2
        return self.dice.randrange(40, 2500) if soon else self.dice.randrange(2500, 12_000)

    def _pass_on(self, one: socket.socket, other: socket.socket, life: int) -> None:
        with suppress(OSError):
            while life > 0 and (said := one.recv(min(65536, life))):
                life -= len(said)
                other.sendall(said)
            if life <= 0:
                self.count += 1
        for side in (one, other):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
