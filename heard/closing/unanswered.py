"""What a closing would leave unread or without an answer: their words and heat, points of ours."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Conversation, Message
from heard.decisions.questions import untold
from heard.heat.questions import any_hot
from heard.journal.refusal import Refusal
from heard.listening.models import Point
from heard.listening.questions import last_answer
from heard.people.models import Colleague
from heard.situations.models import Situation


def refuse_untold(conversation: Conversation) -> None:
    """Refusal where it is decided what we say and they do not know it yet."""
    if untold(conversation):
        raise Refusal(
            _("It is decided, and they do not know it yet. Write the answer, or withdraw it first.")
        )


def said_since(conversation: Conversation, seen: int) -> QuerySet[Message]:
    """What they said themselves after the message with this id came in."""
    later = conversation.messages.filter(side=Message.THEM, pk__gt=seen)
    return later.exclude(medium=Message.MAIL, automatic=True)


def never_answered(situation: Situation) -> bool:
    """They were unhappy, and since then no real answer of ours has left."""
    if situation.raised_by != Situation.THEM:
        return False
    answered = _answered_at(situation.conversation)
    return answered is None or answered < situation.raised_at


def left_in_the_heat(conversation: Conversation, by: Colleague) -> bool:
    """They wrote in heat, and since then no real answer of ours has left; whether anybody took it
    up or not. Nobody waits for an answer to what was put aside."""
    if conversation.aside:
        return False
    theirs = conversation.messages.filter(side=Message.THEM)
    answered = _answered_at(conversation)
    return any_hot(theirs.filter(at__gt=answered) if answered else theirs, by)


def troubled_since(conversation: Conversation, moment: datetime, by: Colleague) -> bool:
    """After that moment they wrote in heat, or somebody took up that they are unhappy."""
    raised = conversation.situations.filter(raised_by=Situation.THEM, raised_at__gt=moment)
    theirs = conversation.messages.filter(side=Message.THEM, at__gt=moment)
    return raised.exists() or any_hot(theirs, by)


def _answered_at(conversation: Conversation) -> datetime | None:
    """When we last answered: by a letter, or on the phone or at a table, where words count."""
    letter = last_answer(conversation)
    talks = conversation.messages.filter(side=Message.US).exclude(medium=Message.MAIL)
    last = [one.at for one in (letter, talks.order_by("-at").first()) if one is not None]
    return max(last, default=None)


def open_points(situation: Situation) -> bool:
    """Points of ours of which nobody has said what became of them."""
    ours = Point.objects.filter(situation=situation, side="us", dropped_at=None)
    answered = ours.filter(answers__state__in=["answered", "evaded"]).distinct()
    return ours.count() > answered.count()
