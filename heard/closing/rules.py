"""Clause 8: a good note at the end."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heard.philosophy.gate import Act, Missing, Rule


def good_note(act: Act, parameters: Mapping[str, Any]) -> Missing | None:  # noqa: ARG001  # the rule's shape
    """Thanks, what was agreed, what happens next."""
    if act.answers.get("thanks") and act.answers.get("agreed"):
        return None
    return Missing(
        what=_("A good note says thanks, what was agreed, and what happens next."),
        code="no_good_note",
    )


GOOD_NOTE = Rule(
    name="good_note",
    title=gettext_lazy("A good note at the end"),
    kinds=frozenset({"close"}),
    check=good_note,
)
