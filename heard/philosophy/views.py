"""Reading the philosophy like a printed page, signing it, writing its next version."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.philosophy import acts, questions
from heard.philosophy.forms import ClauseForm
from heard.philosophy.models import Recognition, Version
from heard.philosophy.wording import digest_of


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
            "unsigned": questions.not_yet_signed(version) if version and request.user.leads else [],
            "versions": published.order_by("-number"),
            "may_edit": acts.may_edit(request.user),
            "draft": Version.being_drafted(),
            "thanks": Recognition.objects.select_related("by", "to").order_by("-at")[:5],
            "others": Colleague.objects.active().exclude(pk=request.user.pk).order_by("name"),
        },
    )


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


@login_required
@require_POST
def sign(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(Version, number=number)
    try:
        acts.sign(version=version, colleague=request.user)
        messages.success(request, _("Signed. Thank you for standing by it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:reading")


@login_required
@require_POST
def recognise(request: Request) -> HttpResponse:
    given = request.POST
    chosen, clause = given.get("to", ""), given.get("clause", "")
    to = Colleague.objects.active().filter(pk=chosen).first() if chosen.isdigit() else None
    try:
        if to is None or not clause.isdigit():
            raise Refusal(_("Please choose a colleague. Nothing was changed."))
        acts.recognise(
            clause_number=int(clause), by=request.user, to=to, words=given.get("words", "")
        )
        messages.success(request, _("Said. %(name)s will see it here.") % {"name": to.name})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:reading")


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
