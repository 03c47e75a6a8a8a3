"""The lists of the desk, each a plain question about conversations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Conversation
from heard.desk.words import in_conversation, words_of
from heard.heat.questions import watch_list
from heard.journal import clock
from heard.people.models import Colleague


@dataclass(frozen=True)
class Listing:
    name: str
    title: Any
    empty: Any
    conversations: Callable[[Colleague], QuerySet[Conversation]]


def _seen(colleague: Colleague) -> QuerySet[Conversation]:
    return Conversation.objects.visible_to(colleague)


def _to_do(colleague: Colleague) -> QuerySet[Conversation]:
    """Without what was archived or muted: that is found by searching."""
    return _seen(colleague).filter(put_away_at=None)


def waiting(colleague: Colleague) -> QuerySet[Conversation]:
    return Conversation.objects.visible_to(colleague).waiting(clock.now())


def mine(colleague: Colleague) -> QuerySet[Conversation]:
    return _to_do(colleague).filter(assignee=colleague, closed_at=None).order_by("-last_at")


def watched(colleague: Colleague) -> QuerySet[Conversation]:
    """In the order of the list: this one alone is not by waiting."""
    chosen = [conversation.pk for conversation in watch_list(colleague)]
    place = Case(*(When(pk=pk, then=Value(i)) for i, pk in enumerate(chosen)), default=Value(0))
    return _seen(colleague).filter(pk__in=chosen).order_by(place, "id")


def snoozed(colleague: Colleague) -> QuerySet[Conversation]:
    return _to_do(colleague).filter(snoozed_until__gt=clock.now()).order_by("snoozed_until")


def aside(colleague: Colleague) -> QuerySet[Conversation]:
    return _seen(colleague).exclude(aside="").order_by("-last_at")


def closed(colleague: Colleague) -> QuerySet[Conversation]:
    return _seen(colleague).exclude(closed_at=None).order_by("-closed_at")


def everything(colleague: Colleague) -> QuerySet[Conversation]:
    return _seen(colleague).order_by("-last_at")


def matching(colleague: Colleague, words: str) -> QuerySet[Conversation]:
    """Conversations in which every word occurs: in subject, names, addresses or what was said."""
    found = everything(colleague)
    for word in words_of(words):
        found = found.filter(in_conversation(word))
    return found


LISTINGS = {
    listing.name: listing
    for listing in [
        Listing(
            "waiting",
            _("Waiting"),
            _("Nobody is waiting for an answer. A good moment for tea."),
            waiting,
        ),
        Listing(
            "watch", _("On watch"), _("Nothing looks as if it would boil over today."), watched
        ),
        Listing("mine", _("Mine"), _("Nothing is assigned to you."), mine),
        Listing("snoozed", _("Later"), _("Nothing is put off."), snoozed),
        Listing("aside", _("Put aside"), _("Nothing is put aside."), aside),
        Listing("closed", _("Closed"), _("Nothing is closed yet."), closed),
        Listing(
            "all",
            _("All conversations"),
            _("No conversation yet. Send a mail to a mailbox of yours."),
            everything,
        ),
    ]
}
