"""The form in which one says what was understood, as it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from heard.look.typed import number
from heard.people.models import Colleague


@dataclass(frozen=True)
class Line:
    """A point in the form. `asked`: it only threatens, so one is asked whether to say it back."""

    text: str
    back: bool = True
    asked: bool = False


@dataclass(frozen=True)
class Filled:
    """The form as it stands: what was typed stays typed, whatever happens."""

    points: list[Line]
    who: Colleague
    dates: list[datetime]
    promised_for: datetime | None
    other: str = ""
    why: str = "facts"
    why_words: str = ""
    extension: bool = False
    shown: tuple[int, ...] = ()  # ids of the points that the form was made of

    @property
    def said_back(self) -> list[str]:
        return [point.text for point in self.points if point.back]

    @property
    def kept_here(self) -> list[str]:
        return [point.text.strip() for point in self.points if not point.back]


def lines_of(given: QueryDict) -> list[Line]:
    """As the form holds them; the boxes name their lines by number."""
    asked, back = given.getlist("asked"), given.getlist("back")
    lines = []
    for number_of, text in enumerate(given.getlist("point")):
        here = str(number_of) in asked
        if text.strip():
            lines.append(Line(text, not here or str(number_of) in back, here))
    return lines


def points_shown(given: QueryDict) -> tuple[int, ...]:
    """The ids of the points that a form was made of: only these can drop out by it."""
    return tuple(map(number, given.getlist("shown")))
