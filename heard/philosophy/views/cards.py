"""The company's scenes: listed, written with a preview, switched off and on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal.refusal import Refusal
from heard.people.signin import Request
from heard.philosophy import acts
from heard.philosophy.card_form import CardForm
from heard.philosophy.deck import LANGUAGES, all_scenes, found, written
from heard.philosophy.models import Card, Clause, Version


def _editors_only(request: Request) -> None:
    if not acts.may_edit(request.user):
        raise PermissionDenied


@login_required
@require_GET
def cards(request: Request) -> HttpResponse:
    """Every scene of one language, clause by clause."""
    _editors_only(request)
    language = request.GET.get("language", request.user.language)
    language = language if language in LANGUAGES else "en"
    scenes = sorted(all_scenes(language), key=lambda pair: pair[0].clause)
    version = Version.in_force()
    titles = {one.number: one for one in version.clauses.all()} if version else {}
    listed = [(titles.get(scene.clause), scene, row) for scene, row in scenes]
    return render(request, "philosophy/cards.html", {"listed": listed, "language": language})


@login_required
def card(request: Request, key: str = "") -> HttpResponse:
    """A new scene, or a change of a known one; with a preview before it is kept."""
    _editors_only(request)
    known = found(key) if key else None
    if key and known is None:
        raise Http404
    version = Version.in_force()
    clauses = list(version.clauses.all()) if version else []
    asked = {"clause_number": request.GET.get("clause"), "language": request.user.language}
    form = CardForm(
        request.POST or None, clauses=clauses, initial=CardForm.of(known[0]) if known else asked
    )
    back = reverse("philosophy:cards")
    title = _("Change a scene") if known else _("A new scene")
    return _written(request, form, title=title, back=back, key=key)


@login_required
def of_clause(request: Request, number: int, language: str) -> HttpResponse:
    """The scene that is asked before a draft with this clause is signed."""
    _editors_only(request)
    draft = Version.being_drafted()
    clause = get_object_or_404(Clause, version=draft, number=number) if draft else None
    if clause is None or language not in LANGUAGES:
        raise Http404
    row = Card.objects.filter(version=draft, clause_number=number, language=language).first()
    initial = CardForm.of(written(row)) if row else {"language": language}
    form = CardForm(
        request.POST or None, clauses=[clause], initial={**initial, "clause_number": number}
    )
    form.fields["clause_number"].disabled = form.fields["language"].disabled = True
    title = _("A scene for clause %(number)s") % {"number": number}
    back = f"{reverse('philosophy:draft')}#scenes"
    return _written(request, form, title=title, back=back, version=draft, clause=clause)


def _written(
    request: Request,
    form: CardForm,
    *,
    title: str,
    back: str,
    key: str = "",
    version: Version | None = None,
    clause: Clause | None = None,
) -> HttpResponse:
    """The form; its preview; or, once kept, the page it came from."""
    said: dict[str, Any] = {"form": form, "title": title, "back": back, "clause": clause}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            said["preview"] = form.preview()
        else:
            try:
                acts.write_card(by=request.user, key=key, version=version, **form.fields_of_act())
                messages.success(request, _("The scene is kept."))
                return redirect(back)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "philosophy/card.html", said, status=status)


@login_required
@require_POST
def switch(request: Request, key: str) -> HttpResponse:
    _editors_only(request)
    on = request.POST.get("on") == "yes"
    try:
        acts.switch_card(key=key, on=on, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('philosophy:cards')}?language={request.POST.get('language', '')}")
