"""Pages that the other side sees: no cookie, no script, closed to those who are signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heard.people.models import Calendar, Colleague
from heard.people.signin import came_from

TRIES, MINUTES = 40, 5  # links that are none of ours, per address: mistyping is far below that

View = Callable[[HttpRequest, str], HttpResponse]


def private(view: View) -> View:
    """Never cached, indexed or referred to; guessing is throttled; closed to who is signed in."""

    @csrf_exempt  # the token is the proof, and there is no session to ride on
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        language = request.headers.get("Accept-Language", "en")[:2]
        with translation.override("de" if language == "de" else "en"):
            response = _inside(request) or view(request, token)
            if response.status_code == 404 and _guessing(request):
                response = sorry(request, _("Too many tries. Please wait a few minutes."), 429)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def _inside(request: HttpRequest) -> HttpResponse | None:
    """Nobody of the house answers in their name."""
    if not request.user.is_authenticated:
        return None
    with translation.override(request.user.language):
        sentence = _("This page is for the other side. You are signed in here, so it is closed.")
        return sorry(request, sentence, 403)


def _guessing(request: HttpRequest) -> bool:
    """Whether too many links that are none of ours came from this address lately."""
    key = f"outside-{came_from(request)}"
    cache.add(key, 0, MINUTES * 60)
    try:
        return int(cache.incr(key)) > TRIES
    except ValueError:  # it ran out between the two lines
        return False


def sorry(
    request: HttpRequest,
    sentence: str,
    status: int,
    title: str = "",
    writer: Colleague | None = None,
) -> HttpResponse:
    context = {"sentence": sentence, "title": title, "writer": writer}
    return page(request, "listening/outside_sorry", status, **context)


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    context["firm"] = Calendar.of_the_house().firm
    return render(request, f"{template}.html", context, status=status)
