"""One commit for many acts, and what has to be finished together before it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from django.db import OperationalError, connection, transaction

PAUSE = 0.001  # seconds until SQLite is asked again whether it is our turn to write


class Unfinished(Protocol):
    """Work that is cheaper done once for many: `finish` all of it, or `undo` what is not."""

    def finish(self) -> None: ...
    def undo(self) -> None: ...


U = TypeVar("U", bound=Unfinished)
_present: ContextVar[dict[type, Any] | None] = ContextVar("heard_gathering", default=None)


@contextmanager
def gathering() -> Iterator[Callable[[], None]]:
    """What is gathered within the block is finished by calling what it gives, else undone."""
    token = _present.set({})
    try:
        yield _finish
    finally:
        present = _present.get()
        _present.reset(token)
        for one in (present or {}).values():
            one.undo()


def _finish() -> None:
    for one in (_present.get() or {}).values():
        one.finish()


@contextmanager
def shared_commit() -> Iterator[None]:
    """A transaction that commits once all that was gathered is finished: within it, and within
    the gathering around it, if there is one."""
    around = nullcontext() if _present.get() is not None else gathering()
    with around, transaction.atomic():
        yield
        _finish()


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction that begins as soon as SQLite lets it.

    SQLite asks again after pauses that grow, and misses the moment between two transactions of
    another process that has much to write.
    """
    block = transaction.atomic()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        _enter_soon(block)
    else:
        block.__enter__()
    with ExitStack() as stack:
        stack.push(block)
        yield


def _enter_soon(block: transaction.Atomic) -> None:
    connection.ensure_connection()
    longest = connection.settings_dict["OPTIONS"].get("timeout", 5)
    end = time.monotonic() + longest
    connection.connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                block.__enter__()
            except OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(PAUSE)
            else:
                return
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {longest * 1000:.0f}")


def gathered(kind: type[U]) -> U | None:
    """The one of its kind in the present gathering; None where nothing is gathered."""
    present = _present.get()
    if present is None:
        return None
    found: U = present.setdefault(kind, kind())
    return found
