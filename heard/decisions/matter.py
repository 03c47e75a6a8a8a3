"""The line of decision on the page of a matter."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language_info

from heard.decisions.acts.lining import PARTS, languages_of
from heard.decisions.models import Decision, Line
from heard.decisions.questions import held_by_time_alone
from heard.people.models import Colleague
from heard.situations.models import Matter


def show(matter: Matter, colleague: Colleague) -> Mapping[str, Any] | None:
    line = Line.objects.filter(matter=matter).select_related("by").first()
    if matter.ended_at and line is None:
        return None
    mine = Decision.objects.visible_to(colleague).filter(
        situation__matter=matter, kind__in=Decision.ANSWERS, withdrawn_at=None, voided_at=None
    )
    waiting = mine.filter(taken_at=None, carried_out_at=None)
    hot = {one.pk for one in waiting if held_by_time_alone(one)}
    return {
        "matter": matter,
        "line": line,
        "decisions": [
            (one, one.pk in hot)
            for one in mine.select_related("conversation__contact").order_by("pk")
        ],
        "waits": waiting.exclude(by=colleague).exclude(pk__in=hot).exists(),
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
