"""Where we stand while nobody has taken it up, the way's line, and "not me, not now"."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.conversations import panel
from heard.conversations.models import Conversation
from heard.conversations.panel import NextStep, Panel, Standing
from heard.heat.questions import is_hot, waits_in_heat
from heard.people.models import Colleague
from heard.situations import similar, way
from heard.situations.models import Situation


def step_word(step: str) -> str:
    return {
        "hear": _("hear"),
        "hold": _("hold"),
        "huddle": _("huddle"),
        "decide": _("decide"),
        "close": _("close"),
    }[step]


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:  # noqa: ARG001  # the registry's shape
    situation = Situation.of(conversation.pk)
    if situation is None:
        brought = conversation.closed_at is None and conversation.brought_from
        if brought:
            return Standing(
                _("%(name)s brought this here from another desk. Is it a difficult one?")
                % {"name": brought},
                NextStep(
                    _("Take it up"), reverse("situations:raise", args=[conversation.pk]), "post"
                ),
            )
        if conversation.closed_at is None and is_hot(conversation.pk):
            return Standing(
                _("It is hot, and nobody has taken it up yet."),
                NextStep(
                    _("Take it up"), reverse("situations:raise", args=[conversation.pk]), "post"
                ),
            )
        return None
    if situation.owner_id is None:
        return Standing(
            _("This is offered to the team: whoever has a calm hour takes it."),
            NextStep(_("I take it"), reverse("situations:take_up", args=[situation.pk]), "post"),
        )
    return None


def looking_back(conversation: Conversation, colleague: Colleague) -> Standing | None:
    """The joint debrief of a matter that is over, until one's own word is said."""
    if conversation.closed_at is None or conversation.waiting_since is not None:
        return None
    over = conversation.situations.filter(matter__ended_at__isnull=False, matter__learnt_at=None)
    last = over.exclude(matter__lessons__by=colleague).select_related("matter").first()
    if last is None or last.matter is None:
        return None
    return Standing(
        _("This belonged to a matter that is over. What do we take from it?"),
        NextStep(_("Look back together"), last.matter.get_absolute_url()),
    )


def line(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    situation = Situation.of(conversation.pk)
    if situation is None:
        return None
    here = way.step(situation)
    steps = [
        (step_word(step), done and step != here, step == here)
        for step, done in way.steps_done(situation)
    ]
    return {"steps": steps, "situation": situation}


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    situation = Situation.of(conversation.pk)
    if conversation.closed_at:
        return None
    others = Colleague.objects.active().exclude(pk=colleague.pk).order_by("name")
    return {
        "conversation": conversation,
        "situation": situation,
        # While it waits in heat, "not me, not now" stands above the letter
        "mine": situation is not None
        and situation.owner_id == colleague.pk
        and not waits_in_heat(conversation),
        "others": others,
    }


def together(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """One quiet line: the matter it belongs to, or what may belong together with it."""
    if conversation.closed_at:
        return None
    alike = similar.alike(conversation, colleague)
    there = [] if alike else similar.of_the_organisation(conversation, colleague)
    situation = Situation.of(conversation.pk)
    if not (alike or there or (situation and situation.matter_id)):
        return None
    return {
        "conversation": conversation,
        "situation": situation,
        "alike": len(alike),
        "words": ", ".join(alike[0].words[:3]) if alike else "",
        "there": len(there),
    }


def is_taken_up(conversation: Conversation) -> str | None:
    """Why it is not put aside like spam."""
    if Situation.of(conversation.pk) is None:
        return None
    return _(
        "This is a situation that was taken up, so it is not put aside like unwanted mail."
        " Nothing was changed."
    )


def offer_all() -> None:
    panel.offer_standing("situations", 30, standing)
    panel.offer_standing("looking_back", 85, looking_back)
    panel.offer(Panel("way", "way", 30, "situations/_way.html", line))
    panel.offer(Panel("together", "side", 5, "situations/_together.html", together))
    panel.offer(Panel("situation", "side", 90, "situations/_side.html", side))
