"""What a reaction says about itself, so that the worker knows how to run it."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from heard.journal.models import Entry
from heard.journal.wiring import Reaction


class NotYet(Exception):
    """A reaction says that its moment comes at `until`; being asked too early is no failed try."""

    def __init__(self, until: datetime) -> None:
        super().__init__("not yet")
        self.until = until


def standing_alone(function: Reaction) -> Reaction:
    """Marks a reaction that keeps its own transactions, because it touches the outside world."""
    function.standing_alone = True  # type: ignore[attr-defined]  # a mark on a function
    return function


def unhurried(function: Reaction) -> Reaction:
    """Marks a reaction that may take long, and that nobody waits for: the others go first."""
    function.slow = True  # type: ignore[attr-defined]  # a mark on a function
    return function


def beforehand(
    think: Callable[[Entry], Any],
    *,
    slow: bool = False,
    ahead: Callable[[list[Entry]], AbstractContextManager[None]] | None = None,
) -> Callable[[Callable[..., None]], Reaction]:
    """Marks a reaction with its slow part that writes nothing: reading, judging.

    It is done before the transaction begins, so that nobody waits for the database meanwhile; the
    reaction is called with the entry and what came of it. `slow`: it lets the others go first.
    `ahead`: given several entries, it begins to think about all of them, in this order.
    """

    def mark(function: Callable[..., None]) -> Reaction:
        function.beforehand = think  # type: ignore[attr-defined]  # a mark on a function
        function.slow = slow  # type: ignore[attr-defined]  # likewise
        function.ahead = ahead  # type: ignore[attr-defined]  # likewise
        return function

    return mark


def only_for(
    concerned: Callable[[list[Entry]], Iterable[Entry]],
) -> Callable[[Reaction], Reaction]:
    """Marks a reaction that most often finds nothing to do: of many entries `concerned` says, in
    few questions, which it may have to do with; for the others it is not called."""

    def mark(function: Reaction) -> Reaction:
        function.concerned = concerned  # type: ignore[attr-defined]  # a mark on a function
        return function

    return mark
