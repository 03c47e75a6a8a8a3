"""Clauses 3, 5 and 7: heard before a "no", time in the heat, promises kept."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heard.heat.questions import hot_since, is_hot
from heard.holding.models import Promise
from heard.listening.questions import is_heard
from heard.people.models import Calendar
from heard.philosophy.gate import Act, Missing, Rule
from heard.situations.models import Situation

DECLARATIONS = ("yes", "no", "promise", "severs", "none")


def _difficult(act: Act) -> bool:
    situation = Situation.of(act.conversation, act.at)
    return situation is not None or is_hot(act.conversation, act.by, act.at)


def heard_before_no(act: Act, parameters: Mapping[str, Any]) -> Missing | None:
    """Before a "no", or a harder step of ours, they know that we understood their point."""
    if act.conversation is None or not _difficult(act):
        return None
    if not act.declared and act.kind == "send":
        return Missing(
            what=_("Please say what this message does; nothing else is guessed."),
            code="declare",
            asks=DECLARATIONS,
        )
    if "no" not in act.declared:
        return None
    situation = Situation.of(act.conversation, act.at)
    days = int(parameters.get("wait_working_days", 2))
    if situation is not None and is_heard(situation, days, act.at, act.by):
        return None
    url = (
        reverse("listening:understand", args=[situation.pk])
        if situation
        else reverse("desk:conversation", args=[act.conversation])
    )
    return Missing(
        what=_("They have not confirmed yet that we understood them, and this says no."),
        step=_("Say what we understood"),
        url=url,
        code="not_heard",
    )


def time_in_the_heat(act: Act, parameters: Mapping[str, Any]) -> Missing | None:
    """No instant yes and no instant no while it is hot."""
    since = hot_since(act.conversation, act.by, act.at)
    if since is None or not act.declared & {"yes", "no"}:
        return None
    if act.answers.get("own_mistake") or _may_grant(act):
        return None
    wait = float(parameters.get("wait_working_hours", 1))
    working = Calendar.of_the_house().working_time
    now = act.moment
    if working.hours_between(since, now) >= wait or now - since >= timedelta(days=1):
        return None
    return Missing(
        what=_("Their message is hot and has only just come. A promise with a date buys time."),
        step=_("Buy time instead, or give a short reason."),
        code="too_early",
    )


def _may_grant(act: Act) -> bool:
    """A yes within what its giver may grant alone never waits."""
    if "no" in act.declared:
        return False
    try:
        amount = Decimal(str(act.answers.get("amount") or ""))
    except InvalidOperation:
        return False
    return amount <= act.by.may_grant


def promises_kept(act: Act, parameters: Mapping[str, Any]) -> Missing | None:  # noqa: ARG001  # the rule's shape
    """Nothing closes silently over an open promise of ours."""
    if act.conversation is None:
        return None
    due = Promise.objects.open().ours().filter(conversation=act.conversation).first()
    if due is None:
        return None
    return Missing(
        what=_("A promise of ours is still open here. Keep it or renew it first."),
        step=_("Look at the promise"),
        url=f"{reverse('desk:conversation', args=[act.conversation])}#promises",
        code="promise_open",
    )


HEARD_BEFORE_NO = Rule(
    name="heard_before_no",
    title=gettext_lazy("Heard before a “no”"),
    labels={"wait_working_days": gettext_lazy("Working days they have to answer our restatement")},
    kinds=frozenset({"send", "decide"}),
    check=heard_before_no,
    parameters={"wait_working_days": (2, 1, 2)},
)
TIME_IN_THE_HEAT = Rule(
    name="time_in_the_heat",
    title=gettext_lazy("No instant answer while it is hot"),
    labels={"wait_working_hours": gettext_lazy("Working hours a decision waits")},
    kinds=frozenset({"send", "decide"}),
    check=time_in_the_heat,
    parameters={"wait_working_hours": (1, 1, 40)},
)
PROMISES_KEPT = Rule(
    name="promises_kept",
    title=gettext_lazy("Nothing is closed while a promise is open"),
    kinds=frozenset({"close"}),
    check=promises_kept,
    gentle=False,
    floor="stop",
)
