"""The end of the way: closing, what was agreed, and when we look in again."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from heard.closing.acts import act_of
from heard.closing.models import GoodNote
from heard.conversations import panel
from heard.conversations.models import Conversation
from heard.conversations.panel import Panel, Standing
from heard.journal import clock
from heard.people.models import Calendar, Colleague
from heard.philosophy.acts import weigh


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    working = Calendar.of_the_house().working_time
    opens = time(9, 0)
    return {
        "conversation": conversation,
        "findings": [] if conversation.closed_at else weigh(act_of(conversation, colleague)),
        "dates": [working.add_days(clock.now(), days, opens) for days in (5, 10, 30)],
        "follow_up": conversation.follow_ups.filter(done_at=None).first(),
    }


def timeline(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    notes = GoodNote.objects.filter(conversation=conversation).select_related("by")
    return {"entries": [(note.at, "closing/_note.html", {"note": note}) for note in notes]}


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:  # noqa: ARG001  # the registry's shape
    if conversation.closed_at is None:
        return None
    return Standing(_("Closed. It opens by itself when they write again."))


def offer_all() -> None:
    panel.offer(Panel("closing", "side", 95, "closing/_side.html", side))
    panel.offer(Panel("good_notes", "timeline", 80, "closing/_note.html", timeline))
    panel.offer_standing("closing", 80, standing)
