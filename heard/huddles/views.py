"""Asking colleagues, giving one's view, talking it over, summing up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.holding.questions import proposed_dates
from heard.huddles import acts
from heard.huddles.models import Huddle, Voice
from heard.huddles.questions import table
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.models import Calendar, Colleague
from heard.people.signin import Request
from heard.situations.models import Situation


def _huddle(request: Request, pk: int) -> Huddle:
    seen = Situation.objects.visible_to(request.user)
    return get_object_or_404(
        Huddle.objects.select_related("situation__conversation", "by"), pk=pk, situation__in=seen
    )


def _due(request: Request) -> datetime | None:
    given = request.POST.get("due", "")
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise Refusal(_("Please choose a date and an hour. Nothing was changed.")) from None
    zone = ZoneInfo(Calendar.of_the_house().zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@login_required
def gather(request: Request, pk: int) -> HttpResponse:
    """Whom to ask, and what."""
    situation = get_object_or_404(Situation.objects.visible_to(request.user), pk=pk)
    others = Colleague.objects.active().exclude(pk=request.user.pk).order_by("name")
    if request.method == "POST":
        chosen = [pk for pk in request.POST.getlist("invite") if pk.isdigit()]
        try:
            huddle = acts.gather(
                situation=situation,
                by=request.user,
                question=request.POST.get("question", ""),
                invite=others.filter(pk__in=chosen),
                due=_due(request),
            )
            return redirect(huddle)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(
        request,
        "huddles/gather.html",
        {
            "situation": situation,
            "conversation": situation.conversation,
            "others": others,
            "dates": proposed_dates(),
            "moment": clock.now(),
            "given": request.POST,
        },
    )


@login_required
@require_GET
def huddle(request: Request, pk: int) -> HttpResponse:
    found = _huddle(request, pk)
    seen = table(found, request.user)
    may_conclude = found.is_open and request.user.pk in {found.by_id, found.situation.owner_id}
    return render(
        request,
        "huddles/huddle.html",
        {
            "table": seen,
            "huddle": found,
            "conversation": found.situation.conversation,
            "views": Voice.VIEWS,
            "asked": seen.mine is not None and not seen.mine.is_given and found.is_open,
            "may_conclude": may_conclude and not seen.sealed,
            "moment": clock.now(),
        },
    )


@login_required
@require_POST
def speak(request: Request, pk: int) -> HttpResponse:
    found = _huddle(request, pk)
    given = request.POST
    try:
        acts.speak(
            huddle=found, by=request.user, view=given.get("view", ""), why=given.get("why", "")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@login_required
@require_POST
def remark(request: Request, pk: int) -> HttpResponse:
    found = _huddle(request, pk)
    try:
        acts.remark(huddle=found, by=request.user, text=request.POST.get("text", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@login_required
@require_POST
def conclude(request: Request, pk: int) -> HttpResponse:
    found = _huddle(request, pk)
    try:
        acts.conclude(huddle=found, by=request.user, summary=request.POST.get("summary", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return redirect(found.situation.conversation)
