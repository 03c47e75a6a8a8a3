"""What the rooms ahead offer for a person's own page, below name and language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from heard.people.models import Colleague


@dataclass(frozen=True)
class Part:
    """context: what the template finds as `part`, for this colleague."""

    name: str
    template: str
    context: Callable[[Colleague], Mapping[str, Any]]


@dataclass(frozen=True)
class Shown:
    template: str
    context: Mapping[str, Any]


_parts: dict[str, Part] = {}


def offer(part: Part) -> None:
    """A room offers a part of the page (called from its `apps.ready`)."""
    _parts[part.name] = part


def parts(colleague: Colleague) -> list[Shown]:
    return [Shown(part.template, part.context(colleague)) for part in _parts.values()]
