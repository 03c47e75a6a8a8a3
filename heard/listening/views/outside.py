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
from heard.people.models import Calendar, Colleague

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
                response = _sorry(request, _("Too many tries. Please wait a few minutes."), 429)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def _inside(request: HttpRequest) -> HttpResponse | None:
    """Nobody of the house answers in their name."""
    if not request.user.is_authenticated:
        return None
    sentence = _("This page is for the other side. You are signed in here, so it is closed.")
    return _sorry(request, sentence, 403)


def _guessing(request: HttpRequest) -> bool:
    """Whether too many links that are none of ours came from this address lately."""
    key = f"outside-{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, MINUTES * 60)
    try:
        return int(cache.incr(key)) > TRIES
    except ValueError:  # it ran out between the two lines
        return False


def _sorry(
    request: HttpRequest,
    sentence: str,
    status: int,
    title: str = "",
    writer: Colleague | None = None,
) -> HttpResponse:
    context = {"sentence": sentence, "title": title, "writer": writer}
    return _page(request, "outside_sorry", status, **context)


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    context["firm"] = Calendar.of_the_house().firm
    return render(request, f"listening/{template}.html", context, status=status)


def _over(request: HttpRequest, over: Over) -> HttpResponse:
    """The link was good once: one sentence in their language, and whom to write or call."""
    with translation.override(over.restatement.situation.conversation.language):
        return _sorry(request, str(over), 410, writer=over.restatement.by)


@private
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Shown on GET; one button says yes, or what is missing."""
    try:
        restatement = acts.restatement_of(token)
    except Over as over:
        return _over(request, over)
    except Refusal as refusal:
        return _sorry(request, str(refusal), 404)
    language = restatement.situation.conversation.language
    with translation.override(language):
        by_when = day_and_hour(restatement.promised_for, language)
        context: dict[str, Any] = {"restatement": restatement, "by_when": by_when}
        if request.method != "POST":
            return _page(request, "outside", **context)
        try:
            if "confirm" in request.POST:
                acts.confirm(token=token)
            else:
                acts.correct(token=token, text=request.POST.get("missing", ""))
        except Over as over:
            return _over(request, over)
        except Refusal as refusal:
            return _page(request, "outside", sentence=str(refusal), **context)
        corrected = "confirm" not in request.POST
        return _page(request, "outside_done", corrected=corrected, **context)


@private
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """ "That was not me", done by one button."""
    try:
        said = acts.answer_of(token)
    except Over as over:
        return _over(request, over)
    except Refusal as refusal:
        return _sorry(request, str(refusal), 404)
    with translation.override(said.situation.conversation.language):
        if request.method != "POST":
            return _page(request, "outside_not_me")
        try:
            acts.disown(token=token)
        except Over as over:
            return _over(request, over)
        sentence = _("That answer does not count; we will get in touch.")
        return _sorry(request, sentence, 200, title=_("Thank you"))
