"""Clause 4: no sarcasm, no attitude. A model reads the draft, so it notes or asks, and no more."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heard.judgement import acts as judgement
from heard.people.staff import functions
from heard.philosophy.gate import Act, Missing, Rule

SURE = 0.7


def check(act: Act, parameters: Mapping[str, Any]) -> Missing | None:  # noqa: ARG001  # the rule's shape
    """A draft that may read as sarcastic or condescending; nothing of the reading is kept."""
    if not act.text.strip() or not functions.is_on("draft_reading"):
        return None
    review = judgement.review([], act.text, points=[])
    for label, probability, said in (
        ("sarcasm", review.tone.sarcasm, _("This may read as sarcastic.")),
        ("attitude", review.tone.attitude, _("This may read as condescending.")),
    ):
        spot = next((mark for mark in review.marks if mark.label == label), None)
        if probability is not None and probability >= SURE and spot is not None:
            words = act.text[spot.start : spot.end].strip()
            return Missing(
                what=f"{said} {_('“')}{words}{_('”')}",
                code=label,
                start=spot.start,
                end=spot.end,
            )
    return None


def reads_as_an_ending(text: str) -> bool:
    """Whether a model takes this for a letter that ends the relationship; nothing of it is kept."""
    if not text.strip() or not functions.is_on("draft_reading"):
        return False
    severs = judgement.review([], text, points=[]).answer.severs
    return severs is not None and severs >= SURE


TONE = Rule(
    name="tone",
    title=gettext_lazy("A draft that reads as sarcastic or condescending"),
    kinds=frozenset({"send"}),
    check=check,
    reading=True,
)
