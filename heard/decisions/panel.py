"""The decision beside the conversation, what it still waits for, and what nobody does alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heard.conversations import panel
from heard.conversations.models import Conversation
from heard.conversations.panel import Mark, NextStep, Panel, Standing
from heard.decisions import guard
from heard.decisions.models import Barrier, Decision, SecondLook, Suspension
from heard.decisions.questions import agreed_before, agreed_now, held_by_time_alone, readers
from heard.journal import clock
from heard.journal.once import asked_once
from heard.listening.questions import is_heard
from heard.people.advising.questions import counts, named
from heard.people.house_time import here
from heard.people.models import Colleague
from heard.situations import way
from heard.situations.models import Situation


@asked_once
def open_decision(conversation: Conversation) -> Decision | None:
    return (
        Decision.objects.open()
        .filter(conversation=conversation)
        .select_related("by")
        .order_by("-at")
        .first()
    )


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    situation = Situation.of(conversation.pk)
    decision = open_decision(conversation)
    barrier = Barrier.objects.before(conversation).first()
    return {
        "conversation": conversation,
        "situation": situation,
        "decision": decision,
        "missing": guard.missing(decision, guard.parameters())
        if decision and decision.severs
        else None,
        "approvers": guard.approvers(decision) if decision else [],
        "pause": _standing_pause(conversation),
        "barrier": barrier,
        "mine": decision is not None and decision.by_id == colleague.pk,
    }


def pause(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """Above the letters, while it is suspended; whoever began it does not prolong it."""
    found = _standing_pause(conversation)
    if found is None:
        return None
    may_prolong = found.renewed_by_id is None and found.by.person != colleague.person
    return {"pause": found, "may_prolong": may_prolong, "moment": clock.now()}


@asked_once
def _standing_pause(conversation: Conversation) -> Suspension | None:
    standing = conversation.suspensions.filter(lifted_at=None, until__gt=clock.now())
    return standing.select_related("by").first()


def composing(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """Below one's own draft: who is asked to read it, who has, and the offer to ask."""
    draft = (
        conversation.drafts.filter(by=colleague, sent_as=None, put_away_at=None)
        .exclude(purpose="acknowledgement")
        .select_related("by")
        .first()
    )
    if draft is None or not draft.text.strip():
        return None
    team = readers(conversation, colleague)
    others = Colleague.objects.active().filter(learning=False).exclude(pk=colleague.pk)
    adviser = named()
    return {
        "draft": draft,
        "adviser": adviser.account if adviser and counts(adviser.account) else None,
        "asked": draft.second_looks.filter(answered_at=None).select_related("asked"),
        "agreed": agreed_now(draft),
        "before": agreed_before(draft),
        "team": team,
        "others": sorted(others, key=lambda one: (one not in team, one.name)),
    }


def timeline(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    made = Decision.objects.filter(conversation=conversation).exclude(carried_out_at=None)
    entries = [
        (one.carried_out_at, "decisions/_carried_out.html", {"decision": one})
        for one in made.select_related("by")
    ]
    return {"entries": entries}


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:
    erased = _erased_at(conversation)
    if erased is not None:
        return Standing(
            _("What was said here was erased on %(day)s. Who did what and when is kept.")
            % {"day": date_format(here(erased), "DATE_FORMAT")}
        )
    ended = Decision.objects.filter(conversation=conversation).exclude(look_due_at=None).first()
    if ended is not None:
        return Standing(
            _("Today we look at this ending once more. Is it still right?"),
            NextStep(_("Look at it"), reverse("decisions:proposal", args=[ended.pk])),
        )
    decision = open_decision(conversation)
    if decision is not None:
        return _of_decision(decision, colleague)
    situation = Situation.of(conversation.pk)
    if situation is None or situation.owner_id is None:
        return None
    done = dict(way.steps_done(situation))
    if not (done["huddle"] and is_heard(situation)):
        return None
    if situation.decisions.exclude(carried_out_at=None).exists():
        return None
    return Standing(
        _("They know that they were heard, and colleagues have given their views."),
        NextStep(_("Decide"), reverse("decisions:decide", args=[situation.pk])),
    )


def _erased_at(conversation: Conversation) -> datetime | None:
    """When this conversation was emptied; what they write later begins anew."""
    if conversation.subject or conversation.contact is None or conversation.contact.name:
        return None
    done = conversation.contact.erasures.filter(carried_out_at__gte=conversation.last_at)
    last: datetime | None = done.aggregate(last=Max("carried_out_at"))["last"]
    return last


def _of_decision(decision: Decision, colleague: Colleague) -> Standing:
    url = reverse("decisions:proposal", args=[decision.pk])
    look = NextStep(_("Look at it"), url)
    if decision.severs:
        return Standing(_("An ending is proposed. Nobody does that alone."), look)
    if decision.taken_at is None:
        return Standing(_what_it_waits_for(decision, colleague), look)
    if decision.by_id == colleague.pk:
        write = NextStep(
            _("Write the answer"), reverse("decisions:answer", args=[decision.pk]), "post"
        )
        return Standing(_("It is decided, and they do not know it yet."), write)
    return Standing(_("It is decided, and they do not know it yet."), look)


def _what_it_waits_for(decision: Decision, colleague: Colleague) -> str:
    if not held_by_time_alone(decision):
        return _("A decision waits for a second pair of eyes.")
    if decision.by_id == colleague.pk:
        return _("Your decision waits a while, because their words are fresh and hot.")
    return _("A decision waits a while, because their words are fresh and hot.")


def marks(conversations: Iterable[int], colleague: Colleague) -> dict[int, list[Mark]]:  # noqa: ARG001  # the registry's shape
    drafts = SecondLook.objects.filter(
        conversation__in=list(conversations), asked=None, answered_at=None,
        draft__sent_as=None, draft__put_away_at=None,
    )  # fmt: skip
    waiting = Decision.objects.open().filter(conversation__in=list(conversations), taken_at=None)
    by_time = {one.conversation_id for one in waiting if held_by_time_alone(one)}
    by_people = {one.conversation_id for one in waiting} - by_time
    by_people |= set(drafts.values_list("conversation", flat=True))
    return {
        **{pk: [Mark("mine", _("decided, waits a while"))] for pk in by_time if pk},
        **{pk: [Mark("mine", _("waits for a second person"))] for pk in by_people if pk},
    }


def offer_all() -> None:
    panel.offer(Panel("pause", "calm", 10, "decisions/_pause.html", pause))
    panel.offer(Panel("decision", "side", 70, "decisions/_side.html", side))
    panel.offer(Panel("second_eyes", "composer", 70, "decisions/_second_eyes.html", composing))
    panel.offer(Panel("decisions", "timeline", 70, "decisions/_carried_out.html", timeline))
    panel.offer_standing("decisions", 70, standing)
    panel.offer_marks("decisions", 70, marks)
    way.offer(
        "decide",
        lambda situation: situation.decisions.exclude(carried_out_at=None).exists(),
    )
