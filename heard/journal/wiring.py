"""Finds the house's one map of events, and the schedule, through their dotted settings."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from heard.journal.models import Entry

Reaction = Callable[["Entry"], None]


def reactions_to(verb: str) -> list[str]:
    """Dotted names of the reactions to `verb`; KeyError for a verb that the map does not know."""
    wiring: dict[str, list[str]] = import_string(settings.HEARD_WIRING)
    return wiring[verb]


def schedule() -> dict[str, int]:
    """Dotted name of each thing looked at regularly → seconds between two looks."""
    result: dict[str, int] = import_string(settings.HEARD_SCHEDULE)
    return result


@cache
def reaction(name: str) -> Reaction:
    found: Reaction = import_string(name)
    return found
