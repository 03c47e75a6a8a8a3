"""The register as an annex to a works agreement: Markdown, in the language asked for."""

import re

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heard.journal import clock
from heard.people.house_time import here
from heard.people.models import Calendar
from heard.people.staff.functions import Listed, listed

_MARKS = re.compile(r"([\\`*_\[\]<>#|])")


def markdown(language: str) -> str:
    """The whole annex; what the company wrote itself is kept from being read as Markdown."""
    with translation.override(language):
        firm = Calendar.of_the_house().firm
        lines = [
            f"# {_('Annex: functions that touch data of employees')}",
            "",
            _("Heard at %(firm)s, as of %(day)s.")
            % {
                "firm": _plain(firm) or "–",
                "day": date_format(here(clock.now()), "DATE_FORMAT"),
            },
            "",
            _(
                "No function rates or ranks individual employees. Figures of teams exist from five"
                " people up only. Who looked at data of employees is kept for 90 days."
            ),
            "",
        ]
        for number, one in enumerate(listed(), 1):
            lines += _chapter(number, one)
        return "\n".join(lines).rstrip() + "\n"


def _chapter(number: int, one: Listed) -> list[str]:
    rows = [
        (_("What for"), one.function.purpose),
        (_("What is stored"), one.function.stored),
        (_("Who sees it"), one.function.seen_by),
        (_("How long"), one.function.kept),
        (_("On or off"), state(one)),
    ]
    if one.entry and one.entry.words:
        rows.append((_("Agreed as"), _plain(one.entry.words)))
    return [
        f"## {number}. {one.function.title}",
        "",
        *(f"- **{label}:** {text}" for label, text in rows),
        "",
    ]


def state(one: Listed) -> str:
    """On or off, and why, in a few words."""
    if one.function.needed:
        return _("on; %(why)s") % {"why": one.function.needed}
    if one.on:
        return _("on, entered") if one.entered else _("on")
    if one.changed:
        return _("off: its description has changed since it was entered")
    return _("off") if one.entry and one.entry.off_at else _("off until it is entered")


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
