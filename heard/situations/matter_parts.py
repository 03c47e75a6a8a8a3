"""What rooms ahead show on the page of a matter, and what they say beside its conversations."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from heard.people.models import Colleague
from heard.situations.models import Matter


class Word(NamedTuple):
    """How it stands with one conversation of the matter, and where one reads more."""

    text: str
    url: str


Show = Callable[[Matter, Colleague], Mapping[str, Any] | None]
Say = Callable[[Matter, Colleague], Mapping[int, Word]]  # by situation


class Part(NamedTuple):
    template: str
    show: Show


_parts: dict[str, Part] = {}
_words: dict[str, Say] = {}


def offer(name: str, part: Part) -> None:
    _parts[name] = part


def offer_words(name: str, say: Say) -> None:
    _words[name] = say


def words(matter: Matter, colleague: Colleague) -> dict[int, Word]:
    """What is said beside each situation; of several rooms, the one that offered last."""
    return {pk: word for say in _words.values() for pk, word in say(matter, colleague).items()}


def shown(matter: Matter, colleague: Colleague) -> list[tuple[str, Mapping[str, Any]]]:
    """(template, what it shows) of each part that has something to show."""
    found = [(part.template, part.show(matter, colleague)) for part in _parts.values()]
    return [(template, said) for template, said in found if said is not None]
