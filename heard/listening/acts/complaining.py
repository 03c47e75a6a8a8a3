"""A letter with our points: what happened, what it does to us, what we ask; fair when repeated."""

from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft
from heard.journal.refusal import Refusal
from heard.judgement.folding import own_words
from heard.judgement.points import without_greeting
from heard.judgement.sentences import sentences
from heard.listening.acts.points import found_in
from heard.listening.models import Point
from heard.listening.questions import points_of, said_back, said_ours, still_ours
from heard.listening.wording import beside, ended, for_them, written
from heard.people.models import Colleague
from heard.situations.models import Situation

OURS = "our_points"


def say_ours(*, situation: Situation, by: Colleague, higher: str = "") -> Draft:
    """A letter with our points, as a draft: what happened, what it does to us, what we ask.

    Said once already, their view of it comes first, and what they answered is left out.
    `higher`: the address of somebody above them, to whom it goes with a copy to them.
    """
    points = points_of(situation, "us")
    if not points:
        raise Refusal(_("Please write down at least one point of ours first. Nothing was written."))
    conversation, again = situation.conversation, said_ours(situation)
    if again:
        points = still_ours(situation) or points
    text = written(
        "listening/mail/our_points",
        conversation,
        {
            "points": [_told(point, conversation) for point in points],
            "again": again,
            "spoke_with": _spoke_with(conversation) if higher else "",
            **({"greeting": ""} if higher else {}),
            "theirs": _their_view(situation) if again else [],
            "phone": by.phone,
            "writer": by.name,
        },
    )
    return conversations.save_draft(
        conversation=conversation,
        by=by,
        text=beside(conversation, by, OURS, text),
        purpose=OURS,
        declared=["none"],
        to=[higher] if higher else None,
        cc=conversations.default_recipients(conversation)[0] if higher else None,
    )


def _spoke_with(conversation: Conversation) -> str:
    return conversation.contact.shown_name if conversation.contact else ""


def _their_view(situation: Situation) -> list[str]:
    """What they wrote back, in their words, at most three; never our reading of it.

    Their points; where a calm answer holds none, its first sentences.
    """
    conversation = situation.conversation
    found = said_back(situation)
    found = found or [point.text for _message, point in found_in(conversation)]
    last = conversation.last_word
    if not found and last is not None:
        own = without_greeting(own_words(last.text))
        found = [" ".join(own[start:end].split()) for start, end in sentences(own)]
    return [ended(one) for one in found[:3]]


def _told(point: Point, conversation: Conversation) -> dict[str, str]:
    return {
        "text": ended(point.text),
        "effect": ended(point.effect) if point.effect else "",
        "ask": ended(point.ask) if point.ask else "",
        "by_when": for_them(point.by_when, conversation) if point.by_when else "",
    }
