"""Reading the philosophy like a printed page, standing by it, thanking a colleague."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.advising.questions import is_small
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.people.staff import functions
from heard.people.staff.acts import looked
from heard.philosophy import acts, questions
from heard.philosophy.models import PublicPage, Version
from heard.philosophy.signing import still_asked


@login_required
@require_GET
def reading(request: Request, number: int | None = None) -> HttpResponse:
    """The version in force, or an older one by its number."""
    published = Version.objects.exclude(published_at=None)
    version = get_object_or_404(published, number=number) if number else Version.in_force()
    in_force = Version.in_force()
    return render(
        request,
        "philosophy/reading.html",
        {
            "version": version,
            "is_in_force": version is not None and version == in_force,
            "clauses": version.clauses.all() if version else [],
            "signed": version is not None and questions.has_signed(version, request.user),
            "scenes": len(still_asked(in_force, request.user)) if in_force else 0,
            "unsigned": _unsigned(version, request.user),
            "versions": published.order_by("-number"),
            "may_edit": acts.may_edit(request.user),
            "draft": Version.being_drafted(),
            "latest": Version.latest(),
            "is_ahead": version is not None and version.is_ahead(clock.now()),
            "is_gentle": bool(in_force and version == in_force and in_force.is_gentle(clock.now())),
            "is_small": is_small(),
            "is_open": PublicPage.is_open(),
            "thanks": questions.recognitions_for(request.user)[:5],
            "recognises": functions.is_on("recognition"),
            "others": Colleague.objects.active().exclude(pk=request.user.pk).order_by("name"),
        },
    )


def _unsigned(version: Version | None, reader: Colleague) -> list[Colleague]:
    """Names for those who lead, and nothing else; that they looked is written down."""
    if version is None or not reader.leads or not functions.is_on("unsigned_names"):
        return []
    names = list(questions.not_yet_signed(version))
    looked(by=reader, name="unsigned_names", about=names)
    return names


@login_required
@require_POST
def recognise(request: Request) -> HttpResponse:
    given = request.POST
    chosen, clause = given.get("to", ""), number(given.get("clause", ""))
    to = Colleague.objects.active().filter(pk=number(chosen)).first()
    try:
        if to is None or not clause:
            raise Refusal(_("Please choose a colleague. Nothing was changed."))
        acts.recognise(clause_number=clause, by=request.user, to=to, words=given.get("words", ""))
        messages.success(request, _("Said. %(name)s will see it here.") % {"name": to.name})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:reading")
