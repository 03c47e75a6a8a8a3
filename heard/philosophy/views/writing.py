"""Writing the next version, both languages side by side."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.language import shown_language
from heard.people.models import Calendar
from heard.people.signin import Request
from heard.philosophy import acts, exchange, questions, signing, trying
from heard.philosophy.acts.protections import within_bounds
from heard.philosophy.comparing import compare
from heard.philosophy.forms import ClauseForm, PublishForm
from heard.philosophy.models import Clause, PublicPage, Version
from heard.philosophy.prose import holds_html
from heard.philosophy.views.second_reader import the_draft
from heard.philosophy.wording import digest_to_read

LARGEST_FILE = 500_000


@login_required
@require_POST
def begin(request: Request) -> HttpResponse:
    """The starter text for a house without one, otherwise a draft of the next version."""
    try:
        if Version.latest() is None:
            acts.load_starter(by=request.user)
            return redirect("philosophy:reading")
        acts.draft_next(by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    return redirect("philosophy:draft")


@login_required
@require_GET
def draft(request: Request) -> HttpResponse:
    """The next version while it is being written, what it changes, and who has read it."""
    try:
        version = the_draft(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    digest = digest_to_read(version)
    readers = questions.approvals_of(
        act_name=version.reference, digest=digest, besides=version.drafted_by
    )
    changes = compare(Version.latest(), version, shown_language())
    return render(
        request,
        "philosophy/draft.html",
        {
            "version": version,
            "clauses": version.clauses.all(),
            "changed": {one.number: one.how for one in changes if one.how != "kept"},
            "digest": digest,
            "readers": readers,
            "mine": version.drafted_by_id == request.user.pk,
            "others": [one for one in acts.editors() if one.person != request.user.person],
            "waited_for": questions.readers_waited_for(version),
            "asked": signing.scenes_of(version),
            "bare": signing.without_a_scene(version) if "bare" in request.GET else [],
            "bare_from": request.GET.get("bare", "").removeprefix("now"),
            "next_number": max([c.number for c in version.clauses.all()], default=0) + 1,
            "form": PublishForm(),
        },
    )


@login_required
def clause(request: Request, number: int) -> HttpResponse:
    """One clause of the draft, both languages side by side."""
    try:
        version = the_draft(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    new = "new" in request.GET or "new" in request.POST
    known = None if new else version.clauses.filter(number=number).first()
    form = ClauseForm(request.POST or None, instance=known, initial={"number": number})
    if "try" in request.POST:
        return _tried(request, form, number, known)
    if request.method == "POST" and form.is_valid():
        wanted = known.number if known else form.cleaned_data["number"]
        fields = form.words()
        try:
            acts.change_clause(
                version=version, number=wanted, by=request.user, new=known is None, **fields
            )
            if any(isinstance(said, str) and holds_html(said) for said in fields.values()):
                messages.warning(
                    request,
                    _("HTML is not used here: what you wrote is kept and shown letter by letter."),
                )
            return redirect("philosophy:draft")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "philosophy/clause.html", {"form": form, "number": number, "known": known}
    )


def _tried(request: Request, form: ClauseForm, number: int, known: Clause | None) -> HttpResponse:
    """What the clause in the form would have said last month; nothing of it is kept."""
    said: dict[str, Any] = {"form": form, "number": number, "known": known}
    if form.is_valid():
        fields = form.words()
        try:
            within_bounds(fields)
            clause = Clause(number=number, **fields)
            said["tried"] = trying.try_out(clause, request.user)
            said["untried"] = trying.why_untried(clause)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "philosophy/clause.html", said)


@login_required
@require_POST
def change_draft(request: Request) -> HttpResponse:
    """What one does with the whole draft: read, publish, put away, drop a clause."""
    given = request.POST
    try:
        version = the_draft(request)
        if "drop" in given:
            _drop(version, given["drop"], request)
        elif "minor" in given:
            acts.set_minor(version=version, minor=given["minor"] == "yes", by=request.user)
        elif "approve" in given and version.drafted_by is not None:
            if given.get("digest") != digest_to_read(version):
                raise Refusal(_("This has changed since you opened it. Please read it once more."))
            acts.approve(
                act_name=version.reference,
                digest=given.get("digest", ""),
                proposed_by=version.drafted_by,
                by=request.user,
            )
        elif "publish" in given:
            if "bare" not in given and signing.without_a_scene(version):
                asked = urlencode({"bare": given.get("valid_from", "") or "now"})
                return redirect(f"{reverse('philosophy:draft')}?{asked}#scenes")
            return _publish(request, version)
        elif "put_away" in given:
            acts.put_draft_away(version=version, by=request.user)
            return redirect("philosophy:reading")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:draft")


def _drop(version: Version, typed: str, request: Request) -> None:
    clause = version.clauses.filter(number=number(typed)).first()
    if clause is None:
        raise Refusal(_("There is no such clause in the draft any more. Nothing was changed."))
    acts.drop_clause(clause=clause, by=request.user)


def _publish(request: Request, version: Version) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Please choose a date; nothing was published yet."))
    day = form.cleaned_data["valid_from"]
    zone = ZoneInfo(Calendar.of_the_house().zone)
    valid_from = datetime.combine(day, time(0), zone) if day else None
    acts.publish(version=version, by=request.user, valid_from=valid_from)
    if valid_from:
        messages.success(request, _("Published. It comes into force on the day you chose."))
    else:
        messages.success(request, _("Published. From now on this is in force."))
    return redirect("philosophy:reading")


@login_required
@require_GET
def comparison(request: Request, after: int, before: int | None = None) -> HttpResponse:
    """What differs between two versions; the draft only for those who write it."""
    seen = Version.objects.all()
    if not acts.may_edit(request.user):
        seen = seen.exclude(published_at=None)
    new = get_object_or_404(seen, number=after)
    number = after - 1 if before is None else before
    old = seen.filter(number=number).first()
    language = "de" if request.GET.get("language", shown_language()) == "de" else "en"
    changes = [one for one in compare(old, new, language) if one.how != "kept"]
    return render(
        request,
        "philosophy/comparison.html",
        {"old": old, "new": new, "changes": changes, "language": language},
    )


@login_required
@require_GET
def export(request: Request, number: int) -> HttpResponse:
    """The version as one Markdown file."""
    seen = Version.objects.all()
    if not acts.may_edit(request.user):
        seen = seen.exclude(published_at=None)
    version = get_object_or_404(seen, number=number)
    answer = HttpResponse(exchange.write(version), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="philosophy-{number}.md"'
    return answer


@login_required
@require_POST
def take_in(request: Request) -> HttpResponse:
    """A Markdown file becomes the draft of the next version."""
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > LARGEST_FILE:
            raise Refusal(_("Please choose a Markdown file of at most 500 kB. Nothing changed."))
        text = file.read().decode("utf-8")
        acts.take_in(clauses=exchange.read(text), by=request.user)
        return redirect("philosophy:draft")
    except UnicodeDecodeError:
        messages.error(request, _("This file is not UTF-8 text. Nothing was changed."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:reading")


@login_required
@require_POST
def to_all(request: Request) -> HttpResponse:
    """Open the published versions to everyone, or close them again."""
    try:
        if PublicPage.is_open():
            acts.close_to_all(by=request.user)
            messages.success(request, _("Only colleagues can read it now."))
        else:
            acts.open_to_all(by=request.user)
            messages.success(request, _("Everyone can read it now, at an address that stays."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:reading")
