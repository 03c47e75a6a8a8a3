"""The house's own pages: colleagues, teams, calendar; for administrators. And oneself, for all."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal.refusal import Refusal
from heard.people import about_you, acts
from heard.people.about_you import Shown
from heard.people.advising.questions import is_small
from heard.people.countries import country_name
from heard.people.forms import CalendarForm, ColleagueForm, MeForm, TeamForm
from heard.people.models import Calendar, Colleague, Team
from heard.people.signin import Request, administrators_only
from heard.people.staff.acts import looked


def form_page(
    request: Request,
    form: Any,
    *,
    title: str,
    intro: str = "",
    back: str = "people:house",
    parts: Sequence[Shown] = (),
) -> HttpResponse:
    return render(
        request,
        "people/form.html",
        {"form": form, "title": title, "intro": intro, "back": back, "parts": parts},
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


@login_required
@administrators_only
@require_GET
def house(request: Request) -> HttpResponse:
    calendar = Calendar.of_the_house()
    return render(
        request,
        "people/house.html",
        {
            "colleagues": Colleague.objects.active().prefetch_related("teams").order_by("name"),
            "departed": Colleague.objects.departed().order_by("name"),
            "teams": Team.objects.prefetch_related("members", "access__mailbox").order_by("name"),
            "calendar": calendar,
            "country": country_name(calendar.country, get_language() or "en"),
            "small": is_small(),
        },
    )


@login_required
@administrators_only
def colleague(request: Request, pk: int | None = None) -> HttpResponse:
    worked_here = Colleague.objects.exclude(role=Colleague.ADVISER)
    known = get_object_or_404(worked_here, pk=pk) if pk else None
    if known:
        looked(by=request.user, name="accounts", about=[known])
    form = ColleagueForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ColleagueForm.Meta.fields}
        try:
            if known:
                fresh = Colleague.objects.get(pk=known.pk)
                acts.change_colleague(colleague=fresh, by=request.user, **fields)
            else:
                fresh = acts.add_colleague(by=request.user, **fields)
            for team in Team.objects.all():
                wanted = team in form.cleaned_data["teams"]
                members = set(team.members.all())
                if wanted != (fresh in members):
                    changed = members | {fresh} if wanted else members - {fresh}
                    acts.change_team(team=team, by=request.user, members=changed)
            messages.success(request, _("Saved."))
            return redirect("people:house")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    title = known.name if known else _("A new colleague")
    intro = "" if known else _("They set their password through “Forgot your password?”.")
    return form_page(request, form, title=title, intro=intro)


@login_required
@administrators_only
@require_POST
def depart(request: Request, pk: int) -> HttpResponse:
    leaving = get_object_or_404(Colleague.objects.active(), pk=pk)
    try:
        acts.depart(colleague=leaving, by=request.user)
        messages.success(request, _("%(name)s cannot sign in any more.") % {"name": leaving.name})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:house")


@login_required
@administrators_only
@require_POST
def welcome_back(request: Request, pk: int) -> HttpResponse:
    returning = get_object_or_404(Colleague.objects.departed(), pk=pk)
    acts.welcome_back(colleague=returning, by=request.user)
    messages.success(
        request,
        _("%(name)s works here again. Please choose the teams.") % {"name": returning.name},
    )
    return redirect("people:colleague", returning.pk)


@login_required
@administrators_only
def team(request: Request, pk: int | None = None) -> HttpResponse:
    known = get_object_or_404(Team, pk=pk) if pk else None
    form = TeamForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if known:
                acts.change_team(
                    team=Team.objects.get(pk=known.pk),
                    by=request.user,
                    name=given["name"],
                    members=given["members"],
                )
            else:
                acts.add_team(name=given["name"], by=request.user, members=given["members"])
            messages.success(request, _("Saved."))
            return redirect("people:house")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, title=known.name if known else _("A new team"))


@login_required
@administrators_only
def calendar(request: Request) -> HttpResponse:
    form = CalendarForm(request.POST or None, instance=Calendar.of_the_house())
    if request.method == "POST" and form.is_valid():
        try:
            acts.set_calendar(by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("people:house")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(
        request,
        form,
        title=_("Working time"),
        intro=_("Promises and waiting times are counted in these days and hours."),
    )


@login_required
def me(request: Request) -> HttpResponse:
    form = MeForm(request.POST or None, instance=Colleague.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_colleague(colleague=request.user, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("people:me")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    shown = about_you.parts(request.user)
    return form_page(request, form, title=_("About you"), back="desk:inbox", parts=shown)
