"""Writing the next version, both languages side by side."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal.refusal import Refusal
from heard.people.signin import Request
from heard.philosophy import acts, questions
from heard.philosophy.forms import ClauseForm
from heard.philosophy.models import Version
from heard.philosophy.wording import digest_of


@login_required
@require_POST
def begin(request: Request) -> HttpResponse:
    """The starter text for a house without one, otherwise a draft of the next version."""
    try:
        if Version.in_force() is None:
            acts.load_starter(by=request.user)
            return redirect("philosophy:reading")
        acts.draft_next(by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    return redirect("philosophy:draft")


def _draft(request: Request) -> Version:
    version = Version.being_drafted()
    if version is None or not acts.may_edit(request.user):
        raise Refusal(_("No next version is being written. Nothing was changed."))
    return version


@login_required
@require_GET
def draft(request: Request) -> HttpResponse:
    """The next version while it is being written, and who has read it."""
    try:
        version = _draft(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    digest = digest_of(version)
    readers = questions.approvals_of(
        act_name=version.reference, digest=digest, besides=version.drafted_by
    )
    return render(
        request,
        "philosophy/draft.html",
        {
            "version": version,
            "clauses": version.clauses.all(),
            "digest": digest,
            "readers": readers,
            "mine": version.drafted_by_id == request.user.pk,
            "next_number": max([c.number for c in version.clauses.all()], default=0) + 1,
        },
    )


@login_required
def clause(request: Request, number: int) -> HttpResponse:
    """One clause of the draft, both languages side by side."""
    try:
        version = _draft(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    known = version.clauses.filter(number=number).first()
    form = ClauseForm(request.POST or None, instance=known, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ClauseForm.Meta.fields}
        fields.pop("number")
        try:
            acts.change_clause(version=version, number=number, by=request.user, **fields)
            return redirect("philosophy:draft")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "philosophy/clause.html", {"form": form, "number": number, "known": known}
    )


@login_required
@require_POST
def change_draft(request: Request) -> HttpResponse:
    """What one does with the whole draft: read, publish, put away, drop a clause."""
    given = request.POST
    try:
        version = _draft(request)
        if "drop" in given:
            acts.drop_clause(clause=version.clauses.get(number=int(given["drop"])), by=request.user)
        elif "minor" in given:
            acts.set_minor(version=version, minor=given["minor"] == "yes", by=request.user)
        elif "approve" in given and version.drafted_by is not None:
            acts.approve(
                act_name=version.reference,
                digest=given.get("digest", ""),
                proposed_by=version.drafted_by,
                by=request.user,
            )
        elif "publish" in given:
            acts.publish(version=version, by=request.user)
            messages.success(request, _("Published. From now on this is in force."))
            return redirect("philosophy:reading")
        elif "put_away" in given:
            acts.put_draft_away(version=version, by=request.user)
            return redirect("philosophy:reading")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:draft")
