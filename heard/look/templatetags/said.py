"""Dates and spans as people say them; the exact moment belongs into a title beside them."""

from datetime import datetime, time, tzinfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

register = template.Library()


@register.filter
def how_long(since: datetime | None, moment: datetime | None = None) -> str:
    """How long ago, short: "12 min", "3 h", "2 days"."""
    if since is None:
        return ""
    minutes = max(0, int(((moment or timezone.now()) - since).total_seconds() // 60))
    if minutes < 1:
        return _("now")
    if minutes < 60:
        return _("%(count)s min") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s h") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def for_how_long(since: datetime, moment: datetime) -> str:
    """The same within a sentence: "for 2 days", "seit 2 Tagen"."""
    days = (moment - since).days
    if days >= 2:
        return ngettext("for %(count)s day", "for %(count)s days", days) % {"count": days}
    return _("for %(span)s") % {"span": how_long(since, moment)}


@register.filter
def said_time(moment: datetime) -> str:
    """The hour, with noon as a word."""
    here = timezone.localtime(moment).time()
    if here.replace(second=0, microsecond=0) == time(12, 0):
        return _("noon")
    return here.strftime("%H:%M")


@register.filter
def until_when(due: datetime | None, moment: datetime | None = None) -> str:
    """A day and hour as one says them: "today 16:00", "tomorrow noon", "Thursday 12:00"."""
    if due is None:
        return ""
    there, here = timezone.localtime(due), timezone.localtime(moment or timezone.now())
    days = (there.date() - here.date()).days
    hour = said_time(due)
    if days == 0:
        return _("today %(hour)s") % {"hour": hour}
    if days == 1:
        return _("tomorrow %(hour)s") % {"hour": hour}
    if days == -1:
        return _("yesterday %(hour)s") % {"hour": hour}
    if 0 < days < 7:
        return f"{date_format(there, 'l')} {hour}"
    if there.year == here.year:
        pattern = pgettext("date of this year, Django's format", "j M")
    else:
        pattern = pgettext("date of another year, Django's format", "j M Y")
    return f"{date_format(there, pattern)}, {hour}"


@register.filter
def day_when(due: datetime | None, moment: datetime | None = None) -> str:
    """As `until_when`, where the last minute of a day means the whole day: "today", "Friday"."""
    if due is None or timezone.localtime(due).time().replace(second=0) != time(23, 59):
        return until_when(due, moment)
    there, here = timezone.localtime(due), timezone.localtime(moment or timezone.now())
    days = (there.date() - here.date()).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get(days)
    if near:
        return near
    return date_format(there, "l") if 0 < days < 7 else date_format(there, "DATE_FORMAT")


@register.filter
def clock_there(moment: datetime | None, zone: tzinfo | None) -> str:
    """The hour by a clock that stands in another zone, with the weekday where it is another."""
    if moment is None or zone is None:
        return ""
    there, here = moment.astimezone(zone), timezone.localtime(moment)
    hour = there.strftime("%H:%M")
    return hour if there.date() == here.date() else f"{date_format(there, 'l')} {hour}"


KINDS = {
    "customer": lambda: _("customer"),
    "vendor": lambda: _("vendor"),
    "consultant": lambda: _("consultant"),
}


@register.filter
def kind_word(kind: str) -> str:
    """Customer, vendor or consultant in the reader's language."""
    return KINDS[kind]() if kind in KINDS else kind
