"""Our own points; what colleagues report, vouch for and try."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.models import Conversation, Message
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.covering import covered
from heard.listening.dates import LIKELY, date_given
from heard.listening.forms import points_shown
from heard.listening.models import Confirmation, Point, Restatement
from heard.listening.questions import points_of
from heard.listening.views.understanding import situation_seen
from heard.look.typed import number
from heard.people.signin import Request
from heard.situations.models import Situation

ROW = ("text", "effect", "ask", "typed")  # of our points; `typed`: the date as it stands there


def _rows(request: Request) -> list[dict[str, str]]:
    """Our points as they were typed; a row in which nothing stands is none."""
    names = ("text", "effect", "ask", "by_when")
    rows = zip(*(request.POST.getlist(name) for name in names), strict=False)
    return [dict(zip(ROW, row, strict=True)) for row in rows if any(map(str.strip, row))]


def _dated(row: dict[str, str]) -> dict[str, Any]:
    """Refusal for a date that is none, or in a year that is probably a slip."""
    typed = row["typed"].strip()
    due = date_given({"due": typed}) if typed else None
    if due is not None and clock.now() - due > LIKELY:
        raise Refusal(_("That is more than two years ago; is the year right? Nothing was changed."))
    return {**row, "by_when": due}


@login_required
def ours(request: Request, pk: int) -> HttpResponse:
    """Our points: what happened, what it does to us, what we ask, by when; and the letter."""
    situation = situation_seen(request, pk)
    conversation = situation.conversation
    points: Sequence[Any] = points_of(situation, "us")
    shown = tuple(point.pk for point in points)
    if request.method == "POST":
        points, shown = _rows(request), points_shown(request.POST)
        try:
            given = [_dated(row) for row in points]
            points = acts.our_points(
                situation=situation, by=request.user, points=given, shown=shown
            )
            shown = tuple(point.pk for point in points)
            if "letter" in request.POST:
                acts.say_ours(situation=situation, by=request.user)
                return redirect(f"{conversation.get_absolute_url()}#composer")
            return redirect(conversation)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    context = {
        "situation": situation,
        "conversation": conversation,
        "points": points,
        "shown": shown,
    }
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
    situation, text = situation_seen(request, pk), request.POST.get("text", "")
    message = situation.conversation.messages.filter(
        pk=number(request.POST.get("message", "")), side=Message.THEM
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
    """What became of a point of ours in the letter that was before whoever says so."""
    point = get_object_or_404(
        Point, pk=pk, situation__in=Situation.objects.visible_to(request.user), side="us"
    )
    conversation, state = point.situation.conversation, request.POST.get("state", "")
    theirs = conversation.messages.filter(side=Message.THEM)
    message = get_object_or_404(theirs, pk=number(request.POST.get("message", "")))
    if state in {"answered", "evaded", "open"}:
        acts.mark_answer(point=point, message=message, state=state, by=request.user)
    return redirect(conversation)


@login_required
@require_GET
def covered_points(request: Request, pk: int) -> HttpResponse:
    """On a pause: each point of theirs, restated or not yet, with the sentence that does it."""
    seen = Conversation.objects.visible_to(request.user)
    found = covered(get_object_or_404(seen, pk=pk), request.user)
    said = sum(bool(one.words) for one in found)
    return render(request, "listening/_covered.html", {"covered": found, "said": said})


@login_required
@require_POST
def put_moment_away(request: Request) -> HttpResponse:
    """The quiet line is gone for good, for this person."""
    acts.put_moment_away(colleague=request.user)
    messages.success(request, _("It will not come again. On “About you” you can bring it back."))
    return redirect(_back(request))


@login_required
@require_POST
def bring_moment_back(request: Request) -> HttpResponse:
    acts.bring_moment_back(colleague=request.user)
    messages.success(request, _("The line is back above what is hot."))
    return redirect(_back(request))


def _back(request: Request) -> str:
    """To the page one came from, if it is one of ours."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()})
    return before if ours else "/"
