"""One commit for many acts, and what has to be finished together before it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from django.db import transaction


class Unfinished(Protocol):
    """Work that is cheaper done once for many: `finish` all of it, or `undo` what is not."""

    def finish(self) -> None: ...
    def undo(self) -> None: ...


U = TypeVar("U", bound=Unfinished)
_present: ContextVar[dict[type, Any] | None] = ContextVar("heard_gathering", default=None)


@contextmanager
def gathering() -> Iterator[Callable[[], None]]:
    """What is gathered within the block is finished by calling what it gives, else undone."""
    gathered: dict[type, Any] = {}
    token = _present.set(gathered)

    def finish() -> None:
        for one in gathered.values():
            one.finish()

    try:
        yield finish
    finally:
        _present.reset(token)
        for one in gathered.values():
            one.undo()


@contextmanager
def shared_commit() -> Iterator[None]:
    """A transaction that commits once all that was gathered within it is finished."""
    with gathering() as finish, transaction.atomic():
        yield
        finish()


def gathered(kind: type[U]) -> U | None:
    """The one of its kind in the present gathering; None where nothing is gathered."""
    present = _present.get()
    if present is None:
        return None
    found: U = present.setdefault(kind, kind())
    return found
