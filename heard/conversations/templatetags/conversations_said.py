"""How a mail's words are set, and words for what it is besides them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby

from django import template
from django.utils import formats, timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

QUOTED = re.compile(r"\s*>")


@register.filter
def letter_text(text: str) -> SafeString:
    """Paragraphs; lines marked as quoted stand apart, with their marks, where answers lie between
    them."""
    parts = []
    for quoted, lines in groupby(text.splitlines(), lambda line: bool(QUOTED.match(line))):
        said = linebreaks("\n".join(lines).strip("\n"), autoescape=True)
        if said and quoted:
            said = f'<blockquote class="letter__quoted">{said}</blockquote>'
        parts.append(said)
    return mark_safe("".join(parts))  # noqa: S308  # each part was escaped


@register.filter
def iso_moment(said: str) -> datetime | date | None:
    """The moment or day in ISO 8601, in the zone of the pages."""
    try:
        if len(said) == 10:
            return date.fromisoformat(said)
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return timezone.localtime(moment) if moment.tzinfo else moment


@register.filter
def event_time(event: Mapping[str, str]) -> str:
    """ "24.11.2026 10:00 – 11:00", a day, or a span of days."""
    begins, ends = iso_moment(event.get("begins", "")), iso_moment(event.get("ends", ""))
    if begins is None:
        return ""
    if not isinstance(begins, datetime):
        return formats.date_format(begins, "SHORT_DATE_FORMAT")
    said = formats.date_format(begins, "SHORT_DATETIME_FORMAT")
    if not isinstance(ends, datetime) or ends <= begins:
        return said
    same_day = ends.date() == begins.date()
    return f"{said} – {formats.date_format(ends, 'H:i' if same_day else 'SHORT_DATETIME_FORMAT')}"


@register.filter
def authentication_said(found: Mapping[str, str]) -> str:
    """One quiet line on whether our mail server believes the sender."""
    said = " · ".join(f"{kind.upper()} {result}" for kind, result in sorted(found.items()))
    if found.get("dmarc") == "fail" or (not found.get("dmarc") and "fail" in found.values()):
        return _("Our mail server doubts that this comes from where it says (%(said)s).") % {
            "said": said
        }
    if "pass" in found.values():
        return _("Our mail server believes the sender (%(said)s).") % {"said": said}
    return _("Our mail server does not know whether the sender is right (%(said)s).") % {
        "said": said
    }
