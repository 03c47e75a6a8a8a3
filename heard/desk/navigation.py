"""What stands at the top of every page: how many wait, are on watch, are promised, are mine."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from heard.desk.lists import mine, waiting
from heard.desk.stamp import stamp
from heard.heat.questions import watch_list
from heard.holding.questions import counting_down
from heard.journal import clock
from heard.people.models import Calendar, Colleague

FRESH = 15  # seconds


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    count: int | None = None
    current: bool = False


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for look/base.html; empty for those who are not signed in, or from outside."""
    colleague = getattr(request, "user", None)
    if not isinstance(colleague, Colleague) or colleague.role == Colleague.ADVISER:
        return {}
    waits, on_watch, promised, ones_own = _counts(colleague)
    items = [
        (_("Waiting"), reverse("desk:inbox"), waits),
        (_("On watch"), reverse("desk:listing", args=["watch"]), on_watch),
        (_("Promises"), reverse("desk:promises"), promised),
        (_("Mine"), reverse("desk:listing", args=["mine"]), ones_own),
    ]
    return {
        "desk_nav": [Item(label, url, count, request.path == url) for label, url, count in items],
        "desk_menu": menu(colleague),
        "house": Calendar.of_the_house(),
        "stamp": stamp(),
    }


def _counts(colleague: Colleague) -> tuple[int, int, int, int]:
    """Counted anew when something happened, and every few seconds, since time passes too."""
    moment = int(clock.now().timestamp()) // FRESH
    key = f"desk-nav:{colleague.pk}:{stamp()}:{moment}"
    found: tuple[int, int, int, int] | None = cache.get(key)
    if found is None:
        found = (
            waiting(colleague).count(),
            len(watch_list(colleague)),
            counting_down(colleague).count(),
            mine(colleague).count(),
        )
        cache.set(key, found, FRESH)
    return found


def menu(colleague: Colleague) -> list[Item]:
    """What is needed now and then, behind one's own initials."""
    items = [
        Item(_("People"), reverse("desk:register")),
        Item(_("Philosophy"), reverse("philosophy:reading")),
        Item(_("This week"), reverse("desk:week")),
        Item(_("To read for others"), reverse("decisions:waiting")),
        Item(_("All conversations"), reverse("desk:listing", args=["all"])),
        Item(_("Later"), reverse("desk:listing", args=["snoozed"])),
        Item(_("Put aside"), reverse("desk:listing", args=["aside"])),
        Item(_("Closed"), reverse("desk:listing", args=["closed"])),
        Item(_("Outbox"), reverse("desk:outbox")),
        Item(_("Yours alone"), reverse("desk:own")),
        Item(_("About you"), reverse("people:me")),
    ]
    if colleague.is_administrator:
        items.append(Item(_("The house"), reverse("people:house")))
        items.append(Item(_("What could not be done"), reverse("journal:errands")))
    return items
