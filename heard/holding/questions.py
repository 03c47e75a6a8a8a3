"""What is promised, what is overdue, and dates worth promising."""

from django.db.models import QuerySet

from heard.conversations.models import Conversation, Message
from heard.holding.models import Promise
from heard.listening.dates import proposed_dates
from heard.people.models import Colleague
from heard.situations.models import Situation

__all__ = [
    "counting_down", "held_by", "kept_lately", "open_promises", "proposed_dates", "time_asked_for",
]  # fmt: skip

MORE_TIME = "more_time"  # the letter that asks them to wait longer than they said


def counting_down(colleague: Colleague) -> QuerySet[Promise]:
    """Open promises, ours and theirs, the soonest first."""
    return Promise.objects.visible_to(colleague).open().order_by("due", "id")


def kept_lately(colleague: Colleague) -> QuerySet[Promise]:
    return Promise.objects.visible_to(colleague).exclude(kept_at=None).order_by("-kept_at")


def held_by(conversation: Conversation, promise: Promise) -> Colleague | None:
    """Who is expected to keep it: who owns the situation, looks after the conversation, or made it.

    None: it is offered to the team, or nobody of them works here any more.
    """
    situation = Situation.of(conversation.pk)
    if situation is not None:
        return situation.owner
    for who in (conversation.assignee, promise.made_by):
        if who is not None and who.is_active:
            return who
    return None


def time_asked_for(promise: Promise) -> bool:
    """Whether they were asked to wait until its date since it was made."""
    letters = Message.objects.filter(conversation=promise.conversation_id, purpose=MORE_TIME)
    return letters.filter(
        state__in=[Message.LEAVING, Message.SENT], at__gte=promise.made_at
    ).exists()


def open_promises(conversation: int) -> QuerySet[Promise]:
    return Promise.objects.open().filter(conversation=conversation).order_by("due", "id")
