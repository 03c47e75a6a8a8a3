"""Saying what we understood; what colleagues report and vouch for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.conversations.models import Conversation, Message
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.models import Confirmation, Point, Restatement
from heard.listening.questions import points_of
from heard.people.models import Calendar, Colleague
from heard.people.signin import Request
from heard.situations.models import Situation


def _situation(request: Request, pk: int) -> Situation:
    return get_object_or_404(Situation.objects.visible_to(request.user), pk=pk)


def choices_of_dates() -> list[datetime]:
    """Dates within working hours that one can promise."""
    working = Calendar.of_the_house().working_time
    noon = datetime.strptime("12:00", "%H:%M").time()  # noqa: DTZ007  # an hour, not a moment
    return [working.add_days(clock.now(), days, noon) for days in (1, 2, 3)]


def chosen_date(request: Request) -> datetime:
    """The chosen proposal, or the date given by hand, in the house's time; Refusal for neither."""
    given = request.POST.get("other_date") or request.POST.get("promised_for", "")
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise Refusal(_("Please choose by when they hear from us. Nothing was written.")) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(Calendar.of_the_house().zone))
    return moment


@login_required
def understand(request: Request, pk: int) -> HttpResponse:
    """Their points, who looks, by when; then the letter is written, to be read and sent."""
    situation = _situation(request, pk)
    if request.method == "POST":
        try:
            return _write(request, situation)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    points = points_of(situation) or acts.extract(situation=situation, by=request.user)
    given = request.POST.getlist("point")
    return render(
        request,
        "listening/understand.html",
        {
            "situation": situation,
            "conversation": situation.conversation,
            "last": situation.conversation.last_incoming,
            "points": given or [point.text for point in points],
            "dates": choices_of_dates(),
            "colleagues": Colleague.objects.active().order_by("name"),
            "moment": clock.now(),
        },
    )


def _write(request: Request, situation: Situation) -> HttpResponse:
    acts.set_points(situation=situation, by=request.user, points=request.POST.getlist("point"))
    if not points_of(situation):
        raise Refusal(_("Please write down at least one point. Nothing was sent."))
    if "only_points" in request.POST:
        return redirect(situation.conversation)
    looks = request.POST.get("who_looks", "")
    who = Colleague.objects.active().filter(pk=looks).first() if looks.isdigit() else request.user
    promised_for = chosen_date(request)
    text = acts.compose(
        situation=situation,
        by=request.user,
        who_looks=who or request.user,
        promised_for=promised_for,
    )
    acts.restate(
        situation=situation,
        by=request.user,
        text=text,
        who_looks=who or request.user,
        promised_for=promised_for,
    )
    return redirect(f"{situation.conversation.get_absolute_url()}#composer")


@login_required
def ours(request: Request, pk: int) -> HttpResponse:
    """Our points: what happened, what it does to us, what we ask, by when."""
    situation = _situation(request, pk)
    if request.method == "POST":
        rows: list[dict[str, Any]] = []
        columns = [request.POST.getlist(name) for name in ("text", "effect", "ask")]
        for text, effect, ask in zip(*columns, strict=False):
            if text.strip() or ask.strip():
                rows.append({"text": text, "effect": effect, "ask": ask})  # readable
        acts.our_points(situation=situation, by=request.user, points=rows)
        return redirect(situation.conversation)
    points = points_of(situation, "us")
    context = {"situation": situation, "conversation": situation.conversation, "points": points}
    return render(request, "listening/ours.html", context)


def _act(
    request: Request, conversation: Conversation, act: Callable[[], object], done: str = ""
) -> HttpResponse:
    try:
        act()
        if done:
            messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(conversation)


@login_required
@require_POST
def report(request: Request, pk: int) -> HttpResponse:
    situation, text = _situation(request, pk), request.POST.get("text", "")
    message = situation.conversation.messages.filter(
        pk=request.POST.get("message") or 0, side=Message.THEM
    ).first()

    def act() -> object:
        if message is None:
            return acts.report_heard(situation=situation, by=request.user, text=text)
        return acts.confirmed_by_message(
            situation=situation, by=request.user, message=message, text=text
        )

    done = _("Kept as reported by you. It counts once another colleague vouches for it.")
    return _act(request, situation.conversation, act, done)


@login_required
@require_POST
def vouch(request: Request, pk: int) -> HttpResponse:
    said = get_object_or_404(
        Confirmation, pk=pk, situation__in=Situation.objects.visible_to(request.user)
    )
    return _act(
        request,
        said.situation.conversation,
        lambda: acts.vouch(confirmation=said, by=request.user),
    )


@login_required
@require_POST
def called(request: Request, pk: int) -> HttpResponse:
    restatement = get_object_or_404(
        Restatement, pk=pk, situation__in=Situation.objects.visible_to(request.user)
    )
    return _act(
        request,
        restatement.situation.conversation,
        lambda: acts.attempt_call(restatement=restatement, by=request.user),
    )


@login_required
@require_POST
def mark_answer(request: Request, pk: int) -> HttpResponse:
    point = get_object_or_404(
        Point, pk=pk, situation__in=Situation.objects.visible_to(request.user), side="us"
    )
    conversation, state = point.situation.conversation, request.POST.get("state", "")
    message = conversation.last_incoming
    if message is not None and state in {"answered", "evaded", "open"}:
        acts.mark_answer(point=point, message=message, state=state, by=request.user)
    return redirect(conversation)
