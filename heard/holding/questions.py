"""What is promised, what is overdue, and dates worth promising."""

from django.db.models import QuerySet

from heard.holding.models import Promise
from heard.listening.dates import proposed_dates
from heard.people.models import Colleague

__all__ = ["counting_down", "kept_lately", "open_promises", "proposed_dates"]


def counting_down(colleague: Colleague) -> QuerySet[Promise]:
    """Open promises, ours and theirs, the soonest first."""
    return Promise.objects.visible_to(colleague).open().order_by("due", "id")


def kept_lately(colleague: Colleague) -> QuerySet[Promise]:
    return Promise.objects.visible_to(colleague).exclude(kept_at=None).order_by("-kept_at")


def open_promises(conversation: int) -> QuerySet[Promise]:
    return Promise.objects.open().filter(conversation=conversation).order_by("due", "id")
