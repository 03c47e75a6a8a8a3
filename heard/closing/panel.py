"""The end of the way: closing, what was agreed, and when we look in again."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.closing.acts import act_of, good_letter
from heard.closing.models import GoodNote
from heard.conversations import panel
from heard.conversations.models import Conversation
from heard.conversations.panel import NextStep, Panel, Standing
from heard.journal import clock
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
        "findings": [] if closed else weigh(act_of(conversation, colleague)),
        "letter": good_letter(conversation),
        "dates": [working.add_days(clock.now(), days, LOOK_IN) for days in (5, 10, 30)],
        "follow_up": conversation.follow_ups.filter(done_at=None).first(),
    }


def timeline(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    notes = GoodNote.objects.filter(conversation=conversation).select_related("by")
    return {"entries": [(note.at, "closing/_note.html", {"note": note}) for note in notes]}


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:
    if conversation.closed_at is not None:
        return _closed(conversation)
    situation = Situation.of(conversation.pk)
    said = good_letter(conversation) is not None
    if conversation.waiting_since is not None or not (said or _at_the_end(situation)):
        return None
    if any(finding.blocks for finding in weigh(act_of(conversation, colleague))):
        return None
    if not said:
        return Standing(
            _("It is decided and said, and nobody waits. What is left is a good note."),
            NextStep(_("End on a good note"), "#good-note"),
        )
    return Standing(
        _("The good note has reached them, and nobody waits."),
        NextStep(_("Close it"), reverse("closing:close", args=[conversation.pk]), "post"),
    )


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
