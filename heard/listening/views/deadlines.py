"""Dates that bind us: written down, put right, dropped."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.models import Deadline
from heard.listening.set_dates import DAY_ENDS
from heard.listening.views.understanding import situation_seen
from heard.people.models import Calendar
from heard.people.signin import Request
from heard.situations.models import Situation


def _day(given: Mapping[str, str]) -> datetime:
    """The last minute of the day in the form, in the house's zone."""
    try:
        day = date.fromisoformat(given.get("day", ""))
    except ValueError:
        raise Refusal(_("Please choose a day. Nothing was written down.")) from None
    return datetime.combine(day, DAY_ENDS, ZoneInfo(Calendar.of_the_house().zone))


@login_required
@require_POST
def set_deadline(request: Request, pk: int) -> HttpResponse:
    situation, given = situation_seen(request, pk), request.POST
    try:
        acts.set_deadline(
            situation=situation,
            by=request.user,
            kind=given.get("kind", ""),
            due=_day(given),
            words=given.get("words", ""),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{situation.conversation.get_absolute_url()}#deadlines")


@login_required
@require_POST
def put_right(request: Request, pk: int) -> HttpResponse:
    """Another day, or none at all."""
    seen = Situation.objects.visible_to(request.user)
    known = get_object_or_404(Deadline, pk=pk, situation__in=seen, dropped_at=None)
    try:
        if "drop" in request.POST:
            acts.drop_deadline(deadline=known, by=request.user)
        else:
            acts.set_deadline(
                situation=known.situation,
                by=request.user,
                kind=known.kind,
                due=_day(request.POST),
                words=known.words,
                instead=known,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{known.situation.conversation.get_absolute_url()}#deadlines")
