"""Clause 6: nobody decides hard things alone."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heard.huddles.models import Huddle
from heard.huddles.questions import another_voice
from heard.philosophy.gate import Act, Missing, Rule
from heard.situations.models import Situation

Elsewhere = Callable[[Act, Situation], bool]
_elsewhere: dict[str, Elsewhere] = {}


def offer_voice(name: str, heard: Elsewhere) -> None:
    """A room ahead says where a colleague has agreed to what a letter says: a voice too."""
    _elsewhere[name] = heard


def _heard_elsewhere(act: Act, situation: Situation) -> bool:
    return any(heard(act, situation) for heard in _elsewhere.values())


def check(act: Act, parameters: Mapping[str, Any]) -> Missing | None:  # noqa: ARG001  # the rule's shape
    """In a situation a "no", or a concession beyond one's authority, has heard another voice."""
    situation = Situation.of(act.conversation, act.at)
    if situation is None or not (_is_hard(act) or _grants_something_unknown(act)):
        return None
    if another_voice(situation, act.by, act.at) or _heard_elsewhere(act, situation):
        return None
    if not _is_hard(act):
        return Missing(
            what=_("This says yes. Please say what it comes to; nothing is guessed."),
            code="amount",
            asks=("amount",),
        )
    huddle = Huddle.objects.open().filter(situation=situation).first()
    return Missing(
        what=_("No other colleague has given a view on this yet.")
        if "no" in act.declared
        else _("This is more than you may grant alone, and nobody else has given a view on it."),
        step=_("Look at the huddle") if huddle else _("Ask two colleagues"),
        url=huddle.get_absolute_url() if huddle else reverse("huddles:gather", args=[situation.pk]),
        code="no_other_voice",
    )


def _is_hard(act: Act) -> bool:
    if "no" in act.declared:
        return True
    if act.answers.get("own_mistake"):  # mending our own plain mistake never waits
        return False
    return "yes" in act.declared and _amount(act) > act.by.may_grant


def _grants_something_unknown(act: Act) -> bool:
    """A letter that says yes, of which its writer has not said what it comes to."""
    if act.kind != "send" or "yes" not in act.declared or act.answers.get("own_mistake"):
        return False
    return not str(act.answers.get("amount") or "").strip()


def _amount(act: Act) -> Decimal:
    try:
        return Decimal(str(act.answers.get("amount") or 0))
    except InvalidOperation:
        return Decimal(0)


ANOTHER_VOICE = Rule(
    name="another_voice",
    title=gettext_lazy("Before a hard decision another voice is heard"),
    kinds=frozenset({"send", "decide"}),
    check=check,
)
