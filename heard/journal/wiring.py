"""Finds the house's one map of events, and the schedule, through their dotted settings."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

Reaction = Callable[..., None]  # called with the entry, and with what it thought beforehand


def reactions_to(verb: str) -> list[str]:
    """Dotted names of the reactions to `verb`; KeyError for a verb that the map does not know."""
    return _wiring(settings.HEARD_WIRING)[verb]


@cache
def _wiring(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = import_string(name)
    return found


def schedule() -> dict[str, int]:
    """Dotted name of each thing looked at regularly → seconds between two looks."""
    result: dict[str, int] = import_string(settings.HEARD_SCHEDULE)
    return result


@cache
def reaction(name: str) -> Reaction:
    found: Reaction = import_string(name)
    return found


@cache
def slow_reactions() -> list[str]:
    """Names of those that think long (see `marks.beforehand`), or that nobody waits for."""
    return _marked("slow")


@cache
def outside_reactions() -> list[str]:
    """Names of those that speak to servers outside (see `marks.standing_alone`)."""
    return _marked("standing_alone")


@cache
def patient_reactions() -> list[str]:
    """Names of those that are slow, or most often find nothing to do (see `marks.only_for`)."""
    return sorted({*_marked("slow"), *_marked("concerned")})


def _marked(mark: str) -> list[str]:
    names = {name for following in _wiring(settings.HEARD_WIRING).values() for name in following}
    return sorted(name for name in names if getattr(reaction(name), mark, False))
