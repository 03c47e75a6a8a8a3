"""The calm view above the letters, the heard mark, and the step "say what we understood"."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.conversations import panel, purposes
from heard.conversations.models import Conversation
from heard.conversations.panel import Mark, NextStep, Panel, Standing
from heard.listening.acts.restating import PURPOSE, links
from heard.listening.models import Confirmation
from heard.listening.questions import (
    heard_state,
    heard_states,
    is_heard,
    last_restatement,
    points_of,
)
from heard.listening.weight import firm_words
from heard.people.models import Colleague
from heard.situations import way
from heard.situations.models import Situation


def heard_word(state: str, by: str = "") -> str:
    """The heard mark; what a colleague reports never reads as confirmed by them."""
    if state == "reported":
        return _("reported by %(name)s") % {"name": by} if by else _("reported as heard")
    return {
        "restated": _("restated, not yet confirmed"),
        "confirmed": _("confirmed: they feel heard"),
        "corrected": _("they added something"),
    }.get(state, "")


def marks(conversations: Iterable[int], colleague: Colleague) -> dict[int, list[Mark]]:  # noqa: ARG001  # the registry's shape
    states = heard_states(conversations)
    return {pk: [Mark("heard", heard_word(state), state)] for pk, state in states.items()}


def calm(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    """Their points in their own weight, above the original and never instead of it."""
    situation = Situation.of(conversation.pk)
    if situation is None:
        return None
    last = conversation.last_incoming
    return {
        "situation": situation,
        "points": points_of(situation),
        "ours": points_of(situation, "us"),
        "firm": firm_words(last.text) if last else [],
    }


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """Whether they were heard, with its evidence; reporting a call and vouching."""
    situation = Situation.of(conversation.pk)
    if situation is None:
        return None
    state = heard_state(situation)
    said = situation.confirmations.select_related("reported_by", "vouched_by").order_by("-at")
    return {
        "situation": situation,
        "state": state,
        "heard": is_heard(situation),
        "said": [(one, one.reported_by_id != colleague.pk) for one in said],
        "restatement": last_restatement(situation),
        "last": conversation.last_incoming,
    }


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:  # noqa: ARG001  # the registry's shape
    situation = Situation.of(conversation.pk)
    if situation is None or situation.owner_id is None:
        return None
    state = heard_state(situation)
    understand = reverse("listening:understand", args=[situation.pk])
    if state is None:
        ours = situation.raised_by == Situation.US
        if ours and not points_of(situation, "us"):
            url = reverse("listening:ours", args=[situation.pk])
            return Standing(
                _("We are unhappy. Not yet said: what happened, and what we ask."),
                NextStep(_("Write down our points"), url),
            )
        if not ours or conversation.last_incoming is not None:
            return Standing(
                _("Not yet heard: they do not know that we understood them."),
                NextStep(_("Say what we understood"), understand),
            )
        return None
    if state == Confirmation.CORRECTED:
        return Standing(
            _("They added something. A person answers that, with what was missing."),
            NextStep(_("Say it once more, with theirs"), understand),
        )
    return None


def offer_all() -> None:
    panel.offer(Panel("calm", "calm", 40, "listening/_calm.html", calm))
    panel.offer(Panel("heard", "side", 40, "listening/_side.html", side))
    panel.offer_standing("listening", 40, standing)
    panel.offer_marks("heard", 40, marks)
    way.offer("hear", lambda situation: heard_state(situation) is not None)
    purposes.offer(purposes.Purpose(PURPOSE, substitute=links))
