"""The one clock of the house, so that a story can be told with its own dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("heard_clock", default=None)


def now() -> datetime:
    """The present moment, aware, or the one the clock was set to."""
    return _set_to.get() or timezone.now()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` is `moment` (aware)."""
    if timezone.is_naive(moment):
        raise ValueError("The clock takes an aware moment.")
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
