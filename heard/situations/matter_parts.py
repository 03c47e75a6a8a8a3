"""What rooms ahead show on the page of a matter: its line of decision, and what came of it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from heard.people.models import Colleague
from heard.situations.models import Matter

Show = Callable[[Matter, Colleague], Mapping[str, Any] | None]


class Part(NamedTuple):
    template: str
    show: Show


_parts: dict[str, Part] = {}


def offer(name: str, part: Part) -> None:
    _parts[name] = part


def shown(matter: Matter, colleague: Colleague) -> list[tuple[str, Mapping[str, Any]]]:
    """(template, what it shows) of each part that has something to show."""
    found = [(part.template, part.show(matter, colleague)) for part in _parts.values()]
    return [(template, said) for template, said in found if said is not None]
