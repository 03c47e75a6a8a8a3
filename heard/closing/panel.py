"""The end of the way: closing, what was agreed, and when we look in again."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.closing.acts import PURPOSE, act_of, good_letter, links, may_ask, unfit
from heard.closing.models import GoodNote, Pulse
from heard.conversations import panel, purposes
from heard.conversations.models import Conversation
from heard.conversations.panel import NextStep, Panel, Standing
from heard.journal import clock
from heard.listening.questions import points_of, said_ours, unanswered, wrote_back
from heard.people.models import Calendar, Colleague
from heard.philosophy.acts import weigh
from heard.situations import way
from heard.situations.models import Situation

LOOK_IN = time(9, 0)


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """The form to end on a good note; or, once closed, when we look in again."""
    working = Calendar.of_the_house().working_time
    closed = conversation.closed_at is not None
    return {
        "conversation": conversation,
        "seen": conversation.last_come,
        "findings": [] if closed else weigh(act_of(conversation, colleague)),
        "letter": good_letter(conversation, colleague),
        "situation": Situation.of(conversation.pk),
        "may_ask": not closed and may_ask(conversation),
        "dates": [working.add_days(clock.now(), days, LOOK_IN) for days in (5, 10, 30)],
        "follow_up": conversation.follow_ups.filter(done_at=None).first(),
    }


def timeline(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    notes = GoodNote.objects.filter(conversation=conversation).select_related("by")
    who = conversation.contact.shown_name if conversation.contact else ""
    pulses = Pulse.objects.filter(conversation=conversation)
    return {
        "entries": [
            *((note.at, "closing/_note.html", {"note": note}) for note in notes),
            *((one.at, "closing/_pulse.html", {"pulse": one, "who": who}) for one in pulses),
        ]
    }


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:
    if conversation.closed_at is not None:
        return _closed(conversation)
    situation = Situation.of(conversation.pk)
    said = good_letter(conversation, colleague) is not None
    if situation is not None and _at_a_fork(situation):
        return Standing(
            _("They wrote back, and we have gone through it. How do we go on?"),
            NextStep(_("Choose a way"), reverse("closing:ways_on", args=[situation.pk])),
        )
    if conversation.waiting_since is not None or not (said or _at_the_end(situation)):
        return None
    if any(finding.blocks for finding in weigh(act_of(conversation, colleague))):
        return None
    if not said:
        return Standing(
            _("It is decided and said, and nobody waits. What is left is a good note."),
            NextStep(_("End on a good note"), "#good-note"),
        )
    close, seen = reverse("closing:close", args=[conversation.pk]), conversation.last_come
    return Standing(
        _("The good note has reached them, and nobody waits."),
        NextStep(_("Close it"), f"{close}?seen={seen.pk if seen else 0}", "post"),
    )


def _at_a_fork(situation: Situation) -> bool:
    """We were unhappy, said so, they wrote back, and each point was gone through; no more yet."""
    if situation.raised_by != Situation.US or situation.owner_id is None:
        return False
    if not said_ours(situation) or not wrote_back(situation) or unanswered(situation):
        return False
    if situation.decisions.filter(withdrawn_at=None, voided_at=None).exists():
        return False
    if situation.huddles.filter(concluded_at=None).exists():
        return False
    return bool(points_of(situation, "us"))


def _at_the_end(situation: Situation | None) -> bool:
    return situation is not None and way.step(situation) == "close"


def _closed(conversation: Conversation) -> Standing:
    """Closed and quiet; or closed and due to be looked at today."""
    if conversation.waiting_since is None:
        return Standing(_("Closed. It opens by itself when they write again."))
    return Standing(
        _("Closed, and today is the day to look in again: has it held?"),
        NextStep(_("Write to them"), "#composer"),
    )


def offer_all() -> None:
    panel.offer(Panel("closing", "side", 95, "closing/_side.html", side))
    panel.offer(Panel("good_notes", "timeline", 80, "closing/_note.html", timeline))
    panel.offer_standing("closing", 80, standing)
    purposes.offer(purposes.Purpose(PURPOSE, substitute=links, refuse=unfit))
