"""The line of decision on the page of a matter, and how it stands with each conversation."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from heard.decisions.acts.lining import languages_of, line_waits
from heard.decisions.models import Decision, Line
from heard.decisions.models.line import PARTS
from heard.decisions.questions import held_by_time_alone
from heard.people.models import Colleague
from heard.situations.matter_parts import Word
from heard.situations.models import Matter


def words(matter: Matter, colleague: Colleague) -> Mapping[int, Word]:
    """What became of its decision, beside each conversation that has one."""
    return {
        one.situation_id: Word(_word(one), reverse("decisions:proposal", args=[one.pk]))
        for one in _standing(matter, colleague).order_by("pk")
        if one.situation_id is not None
    }


def _word(decision: Decision) -> str:
    if decision.carried_out_at:
        return _("answered")
    if decision.taken_at:
        return _("to be answered")
    if held_by_time_alone(decision):
        return _("waits a while, for their letter is hot")
    return _("waits for a second person")


def _standing(matter: Matter, colleague: Colleague) -> QuerySet[Decision]:
    return Decision.objects.visible_to(colleague).filter(
        situation__matter=matter, kind__in=Decision.ANSWERS, withdrawn_at=None, voided_at=None
    )


def show(matter: Matter, colleague: Colleague) -> Mapping[str, Any] | None:
    line = Line.objects.filter(matter=matter).select_related("by").first()
    if matter.ended_at and line is None:
        return None
    waiting = _standing(matter, colleague).filter(taken_at=None, carried_out_at=None)
    hot = {one.pk for one in waiting if held_by_time_alone(one)}
    return {
        "matter": matter,
        "line": line,
        "waits": line and any(one.pk not in hot for one in line_waits(line, colleague)),
        "asks": waiting.filter(by=colleague).exclude(pk__in=hot).exists(),
        "draws": matter.owner_id == colleague.pk and not matter.ended_at,
        "kinds": [(kind, label) for kind, label in Decision.KINDS if kind in Decision.ANSWERS],
        "languages": [
            (
                code,
                get_language_info(code)["name_translated"],
                line.words.get(code, {}) if line else {},
            )
            for code in languages_of(matter)
        ],
        "parts": PARTS,
    }
