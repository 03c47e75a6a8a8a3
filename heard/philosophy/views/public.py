"""The philosophy for everyone, where the company has opened it: no sign-in, no cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET

from heard.people.models import Calendar
from heard.philosophy.models import PublicPage, Version

LANGUAGES = ("en", "de")


@require_GET
def current(request: HttpRequest) -> HttpResponse:
    """To the version in force, in the language of the browser."""
    version = Version.in_force()
    if version is None or not PublicPage.is_open():
        raise Http404
    asked = translation.get_language_from_request(request)
    return redirect("philosophy_public", version.number, "de" if asked == "de" else "en")


@require_GET
def version(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """One published version; the address stays, also when a newer one is in force."""
    in_force = Version.in_force()
    if in_force is None or language not in LANGUAGES or not PublicPage.is_open():
        raise Http404
    shown = get_object_or_404(
        Version.objects.exclude(published_at=None), number=number, number__lte=in_force.number
    )
    with translation.override(language):
        return render(
            request,
            "philosophy/public.html",
            {
                "version": shown,
                "clauses": shown.clauses.all(),
                "in_force": in_force,
                "firm": Calendar.of_the_house().firm,
                "language": language,
                "other": "en" if language == "de" else "de",
            },
        )
