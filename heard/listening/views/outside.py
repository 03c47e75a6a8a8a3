"""What the other side sees: one narrow page in their language, without cookies or scripts."""

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

from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.acts.answers import Over
from heard.listening.wording import day_and_hour

TRIES, MINUTES = 40, 5  # per address: far more than a person needs, far fewer than guessing does

View = Callable[[HttpRequest, str], HttpResponse]


def private(view: View) -> View:
    """Never cached, indexed or referred to; throttled; not for those who are signed in here."""

    @csrf_exempt  # the token is the proof, and there is no session to ride on
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        language = request.headers.get("Accept-Language", "en")[:2]
        with translation.override("de" if language == "de" else "en"):
            if _too_often(request):
                response = _sorry(request, _("Too many tries. Please wait a few minutes."), 429)
            elif request.user.is_authenticated:
                response = _sorry(
                    request,
                    _("This page is for the other side. You are signed in here, so it is closed."),
                    403,
                )
            else:
                response = view(request, token)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def _too_often(request: HttpRequest) -> bool:
    key = f"outside {request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, MINUTES * 60)
    try:
        return int(cache.incr(key)) > TRIES
    except ValueError:  # it ran out between the two lines
        return False


def _sorry(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "listening/outside_sorry.html", {"sentence": sentence}, status=status)


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"listening/{template}.html", context)


@private
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Shown on GET; one button says yes, or what is missing."""
    try:
        restatement = acts.restatement_of(token)
    except Over as over:
        with translation.override(over.language):
            return _sorry(request, str(over), 410)
    except Refusal as refusal:
        return _sorry(request, str(refusal), 404)
    conversation = restatement.situation.conversation
    with translation.override(conversation.language):
        context = {
            "restatement": restatement,
            "by_when": day_and_hour(restatement.promised_for, conversation.language),
        }
        if request.method == "GET":
            return _page(request, "outside", **context)
        said = request.POST.get("missing", "").strip()
        try:
            if "confirm" in request.POST:
                acts.confirm(token=token, text=said)
            else:
                acts.correct(token=token, text=said)
        except Over as refusal:
            return _sorry(request, str(refusal), 410)
        except Refusal as refusal:
            return _page(request, "outside", sentence=str(refusal), **context)
        corrected = "confirm" not in request.POST
        return _page(request, "outside_done", corrected=corrected, **context)


@private
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """ "That was not me", done by one button."""
    if request.method == "GET":
        return _page(request, "outside_not_me")
    try:
        said = acts.disown(token=token)
    except Refusal as refusal:
        return _sorry(request, str(refusal), 410)
    with translation.override(said.situation.conversation.language):
        return _sorry(
            request, _("Thank you. That answer does not count; we will get in touch."), 200
        )
