"""Where the rooms ahead offer what they show of a conversation; the desk puts it together.

Three registries: panels (parts of the conversation page), standings (the one line that says where
we stand, with one next step; the room furthest along the way that has something to say wins) and
marks (what stands at the edge of an inbox row, asked for many conversations at once).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heard.conversations.models import Conversation
from heard.people.models import Colleague


@dataclass(frozen=True)
class NextStep:
    """One thing to do, as its button says it. `method` "post" sends a form, "get" opens a page."""

    label: str
    url: str
    method: str = "get"


@dataclass(frozen=True)
class Standing:
    """Where we stand, in one sentence, and the one next step."""

    text: str
    step: NextStep | None = None


@dataclass(frozen=True)
class Mark:
    """At the edge of an inbox row. kind: "heat", "heard", "promise", "mine"; tone for the style."""

    kind: str
    text: str
    tone: str = ""  # heat: "displeased", "hot", "boiling"; promise: "ours", "theirs", "overdue"; …
    at: datetime | None = None  # a moment that the desk may show as counting down


@dataclass(frozen=True)
class Panel:
    """A part of the conversation page.

    place: "calm" (above the letters), "side" (beside them), "composer" (below one's own draft),
    "way" (the thin line of steps),
    "timeline" (entries between the letters; context gives "entries": [(at, template, context)]).
    context: returns the template's context, or None when there is nothing to show.
    """

    name: str
    place: str
    order: int
    template: str
    context: Callable[[Conversation, Colleague], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Shown:
    name: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


StandingOf = Callable[[Conversation, Colleague], Standing | None]
MarksOf = Callable[[Iterable[int], Colleague], Mapping[int, list[Mark]]]

_panels: dict[str, Panel] = {}
_standings: dict[str, tuple[int, StandingOf]] = {}
_marks: dict[str, tuple[int, MarksOf]] = {}


def offer(panel: Panel) -> None:
    _panels[panel.name] = panel


def offer_standing(name: str, order: int, standing: StandingOf) -> None:
    """`order`: the room's place on the way, 10 conversations … 80 closing; the highest wins."""
    _standings[name] = (order, standing)


def offer_marks(name: str, order: int, marks: MarksOf) -> None:
    _marks[name] = (order, marks)


def shown(place: str, conversation: Conversation, colleague: Colleague) -> list[Shown]:
    result = []
    for panel in sorted(_panels.values(), key=lambda panel: panel.order):
        if panel.place == place:
            context = panel.context(conversation, colleague)
            if context is not None:
                result.append(Shown(panel.name, panel.template, context))
    return result


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:
    for _order, ask in sorted(_standings.values(), key=lambda item: -item[0]):
        found = ask(conversation, colleague)
        if found is not None:
            return found
    return None


def marks(conversations: Iterable[int], colleague: Colleague) -> dict[int, list[Mark]]:
    ids = list(conversations)
    result: dict[int, list[Mark]] = {pk: [] for pk in ids}
    for _order, ask in sorted(_marks.values(), key=lambda item: item[0]):
        for pk, found in ask(ids, colleague).items():
            result[pk].extend(found)
    return result
