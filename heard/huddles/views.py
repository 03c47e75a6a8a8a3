"""Asking colleagues, giving one's view, talking it over, summing up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.huddles import acts, inviting
from heard.huddles.deadlines import dates_to_ask_for, promise_to_keep
from heard.huddles.models import Huddle, Reply, Voice
from heard.huddles.questions import table
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.models import Calendar
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
    given = request.POST
    if request.method == "POST":
        try:
            huddle = acts.gather(
                situation=situation,
                by=request.user,
                question=given.get("question", ""),
                invite=inviting.chosen(
                    request.user, given.getlist("invite"), given.getlist("role")
                ),
                due=_due(request),
            )
            return redirect(huddle)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    near, far = inviting.near_and_far(situation, request.user)
    promise = promise_to_keep(situation)
    return render(
        request,
        "huddles/gather.html",
        {
            "situation": situation,
            "conversation": situation.conversation,
            "near": near,
            "far": far,
            "groups": inviting.groups(request.user),
            "promise": promise,
            "dates": dates_to_ask_for(promise),
            "moment": clock.now(),
            "given": given,
            "invited": given.getlist("invite"),
            "roles": given.getlist("role"),
        },
    )


@login_required
@require_GET
def huddle(request: Request, pk: int) -> HttpResponse:
    return _page(request, _huddle(request, pk))


def _page(request: Request, found: Huddle) -> HttpResponse:
    """The huddle; after a refusal with what was written, in its field or, where that is gone,
    above."""
    seen = table(found, request.user)
    kept = found.voices.filter(colleague=request.user)
    may_talk = found.is_open and not seen.sealed
    fields = {
        "why": seen.mine is not None and not seen.mine.is_given and found.is_open,
        "text": may_talk,
        "summary": may_talk and request.user.pk in {found.by_id, found.situation.owner_id},
    }
    given = request.POST
    return render(
        request,
        "huddles/huddle.html",
        {
            "table": seen,
            "huddle": found,
            "conversation": found.situation.conversation,
            "views": Voice.VIEWS,
            "asked": fields["why"],
            "may_conclude": fields["summary"],
            "given": given,
            "left_over": [
                given[one] for one, shown in fields.items() if given.get(one) and not shown
            ],
            "kept": Reply.objects.filter(voice__in=kept).exclude(text=""),
            "overdue": found.is_open and found.due is not None and found.due <= clock.now(),
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
        return _page(request, found)
    return redirect(found)


@login_required
@require_POST
def remark(request: Request, pk: int) -> HttpResponse:
    found = _huddle(request, pk)
    try:
        acts.remark(huddle=found, by=request.user, text=request.POST.get("text", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, found)
    return redirect(found)


@login_required
@require_POST
def conclude(request: Request, pk: int) -> HttpResponse:
    found = _huddle(request, pk)
    try:
        acts.conclude(huddle=found, by=request.user, summary=request.POST.get("summary", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, found)
    return redirect(found.situation.conversation)
