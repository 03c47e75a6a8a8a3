"""This week's scene, in the page and by mail, and when one wants it. Each person's own."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.look.typed import place
from heard.people.signin import Request
from heard.philosophy import acts, letters
from heard.philosophy.deck import scene_of
from heard.philosophy.hand import of_the_week, rhythm_of
from heard.philosophy.models import Dealt
from heard.philosophy.remembering import A_WEEK
from heard.philosophy.week import week_of


@login_required
@require_GET
def scene(request: Request) -> HttpResponse:
    """The scene that lies open this week; or that nothing does."""
    hand = of_the_week(request.user, clock.now())
    waiting = [dealt for dealt in hand if dealt.answered_at is None and scene_of(dealt.card)]
    dealt = waiting[0] if waiting else None
    said = {
        "dealt": dealt,
        "scene": scene_of(dealt.card) if dealt else None,
        "rhythm": rhythm_of(request.user),
        "more": not dealt and 0 < len(hand) < A_WEEK,
        "answered": len(hand) - len(waiting),
    }
    return render(request, "philosophy/scene.html", said)


@login_required
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    dealt = get_object_or_404(Dealt, pk=pk, colleague=request.user)
    try:
        shown, chosen = acts.answer_card(
            dealt=dealt, choice=place(request.POST.get("choice", "")), by=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:scene")
    more = len(of_the_week(request.user, clock.now())) < A_WEEK
    said = {"scene": shown, "chosen": chosen, "more": more}
    return render(request, "philosophy/scene_answered.html", said)


@login_required
@require_POST
def more(request: Request) -> HttpResponse:
    try:
        acts.deal_another(colleague=request.user)
    except Refusal as refusal:
        messages.info(request, str(refusal))
    return redirect("philosophy:scene")


def private(
    view: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Never cached, indexed or referred to."""

    @csrf_exempt  # the link is the proof, and there is no session to ride on
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@private
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """An answer chosen in the mail: shown first, and one button gives it. Serves once."""
    meant = letters.meant_by(token)
    if meant is None:
        sentence = _("This link leads nowhere. Perhaps it was broken across two lines.")
        return _sorry(request, sentence, 404)
    dealt, choice = meant
    if request.user.is_authenticated and request.user.pk != dealt.colleague_id:
        return _sorry(request, _("This link is meant for somebody else."), 403)
    with translation.override(dealt.colleague.language):
        if request.method == "POST":
            return _give(request, dealt, choice)
        return _show(request, dealt, choice)


def _show(request: HttpRequest, dealt: Dealt, choice: int) -> HttpResponse:
    shown = scene_of(dealt.card)
    if dealt.answered_at is not None:
        return _sorry(request, _("You have answered this scene already. Nothing was changed."), 410)
    if dealt.week != week_of(clock.now()) or not dealt.colleague.is_active:
        return _sorry(
            request, _("This scene was for an earlier week; the next one comes by itself."), 410
        )
    if shown is None or choice >= len(shown.answers):
        return _sorry(request, _("This scene is no longer asked, so nothing was changed."), 410)
    said = {"scene": shown, "chosen": shown.answers[choice]}
    return render(request, "philosophy/by_mail.html", said)


def _give(request: HttpRequest, dealt: Dealt, choice: int) -> HttpResponse:
    try:
        shown, chosen = acts.answer_card(dealt=dealt, choice=choice, by=dealt.colleague)
    except Refusal as refusal:
        return _sorry(request, str(refusal), 410)
    more = len(of_the_week(dealt.colleague, clock.now())) < A_WEEK
    said = {"scene": shown, "chosen": chosen, "more": more}
    return render(request, "philosophy/by_mail_answered.html", said)


def _sorry(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "philosophy/by_mail_sorry.html", {"sentence": sentence}, status=status)


@login_required
@require_POST
def rhythm(request: Request) -> HttpResponse:
    given = request.POST
    try:
        acts.set_rhythm(
            colleague=request.user,
            weekday=place(given.get("weekday", "")),
            hour=place(given.get("hour", "")),
            by_mail=given.get("how") == "mail",
            off=given.get("how") == "off",
        )
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:me")


@login_required
@require_POST
def close_clause(request: Request) -> HttpResponse:
    acts.close_clause_of_the_week(colleague=request.user)
    return redirect("desk:inbox")
