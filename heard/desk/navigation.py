"""What stands at the top of every page: how many wait, are on watch, are promised, are mine."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from heard.desk.lists import LISTINGS
from heard.holding.questions import counting_down
from heard.people.models import Calendar, Colleague


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    count: int | None
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for look/base.html; empty for those who are not signed in."""
    colleague = getattr(request, "user", None)
    if not isinstance(colleague, Colleague):
        return {}
    items = [
        (_("Waiting"), reverse("desk:inbox"), LISTINGS["waiting"].conversations(colleague).count()),
        (_("On watch"), reverse("desk:listing", args=["watch"]), LISTINGS["watch"].conversations(colleague).count()),
        (_("Promises"), reverse("desk:promises"), counting_down(colleague).count()),
        (_("Mine"), reverse("desk:listing", args=["mine"]), LISTINGS["mine"].conversations(colleague).count()),
    ]  # fmt: skip
    return {
        "desk_nav": [Item(label, url, count, request.path == url) for label, url, count in items],
        "house": Calendar.of_the_house(),
    }
