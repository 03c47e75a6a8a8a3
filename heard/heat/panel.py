"""The quiet word at the edge, and where we stand while it is hot."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from heard.conversations import panel
from heard.conversations.panel import Mark
from heard.heat.questions import latest_readings
from heard.people.models import Colleague


def heat_word(word: str) -> str:
    """The word on the desk, in the reader's language; "" for calm and for no reading."""
    return {
        "displeased": _("displeased"),
        "hot": _("hot"),
        "boiling": _("boiling"),
    }.get(word, "")


def marks(conversations: Iterable[int], colleague: Colleague) -> dict[int, list[Mark]]:  # noqa: ARG001  # the registry's shape
    """None where it is closed: what was hot is over, and its letter still says how it was."""
    return {
        pk: [Mark("heat", heat_word(reading.word), reading.word)]
        for pk, reading in latest_readings(conversations, closed=False).items()
        if heat_word(reading.word)
    }


def offer_all() -> None:
    panel.offer_marks("heat", 20, marks)
