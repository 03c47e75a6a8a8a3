"""Saying what we understood: their points, who looks at it, by when, and the letter beside it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Draft
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.acts.restating import PURPOSE
from heard.listening.dates import date_given, left_out, proposed_dates
from heard.listening.forms import Filled, Line, lines_of, points_shown
from heard.listening.questions import passed_by, said_back, told_already
from heard.listening.their_time import their_time
from heard.listening.weight import only_threatens
from heard.look.typed import number
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.situations.models import Situation

WHYS = [
    ("facts", _("I want to see for myself what happened")),
    ("others", _("I will talk to the colleagues who worked on it")),
    ("decision", _("the decision is not mine alone")),
    ("outside", _("I need word from outside")),
    ("own", _("in my own words:")),
    ("", _("say nothing about it")),
]


def situation_seen(request: Request, pk: int) -> Situation:
    """The situation, or 404 for whoever may not see its conversation."""
    seen = Situation.objects.visible_to(request.user).select_related("conversation__contact")
    return get_object_or_404(seen, pk=pk)


@login_required
def understand(request: Request, pk: int) -> HttpResponse:
    """Points, who and when at the left; their letter and ours, as it would be, at the right."""
    situation = situation_seen(request, pk)
    filled = _filled(request, situation)
    if request.method == "POST" and "Hx-Request" in request.headers:
        return render(request, "listening/_preview.html", _shown(request, situation, filled))
    if request.method == "POST" and not {"up", "preview"} & request.POST.keys():
        try:
            return _write(request, situation, filled)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(request, "listening/understand.html", _shown(request, situation, filled))


def _filled(request: Request, situation: Situation) -> Filled:
    given = request.POST
    dates = proposed_dates(theirs=their_time(situation.conversation))
    if request.method != "POST":
        found = acts.extract(situation=situation, by=request.user)
        acts.find_deadlines(situation=situation)
        lines = [
            Line(one.text, one.said_back, not one.said_back or only_threatens(one.text))
            for one in found
        ]
        shown = tuple(one.pk for one in found)
        return Filled(lines, situation.owner or request.user, dates, dates[0], shown=shown)
    points = lines_of(given)
    up = number(given.get("up", ""))
    if 0 < up < len(points):
        points.insert(up - 1, points.pop(up))
    chosen = given.get("who_looks", "")
    who = Colleague.objects.active().filter(pk=number(chosen)).first()
    try:
        promised_for = date_given(given, "promised_for")
    except Refusal:
        promised_for = None
    other = given.get("other_promised_for", "")
    return Filled(
        points,
        who or request.user,
        dates,
        promised_for,
        other,
        given.get("why", ""),
        given.get("why_words", ""),
        "extension" in given,
        points_shown(given),
    )


def _shown(request: Request, situation: Situation, filled: Filled) -> dict[str, Any]:
    conversation = situation.conversation
    there = their_time(conversation)
    letter = _letter(request, situation, filled) if filled.said_back and filled.promised_for else ""
    begun = Draft.objects.filter(
        conversation=conversation, by=request.user, purpose=PURPOSE, sent_as=None, put_away_at=None
    )
    return {
        "situation": situation,
        "conversation": conversation,
        "last": conversation.last_incoming,
        "filled": filled,
        "letter": letter,
        "begun": begun.exists(),
        "colleagues": Colleague.objects.active().order_by("name"),
        "whys": WHYS,
        "passed": passed_by(situation, filled.promised_for) if filled.promised_for else [],
        "there": there,
        "left_out": left_out(there, filled.dates),
        "holiday": filled.promised_for is not None and there.is_holiday(filled.promised_for),
        "told": told_already(situation),
        "moment": clock.now(),
    }


def _letter(request: Request, situation: Situation, filled: Filled) -> str:
    """The letter as it would be; a date of theirs that it would let pass is asked to be moved."""
    assert filled.promised_for is not None
    passed = passed_by(situation, filled.promised_for) if filled.extension else []
    return acts.compose(
        situation=situation,
        by=request.user,
        who_looks=filled.who,
        promised_for=filled.promised_for,
        points=filled.said_back,
        why=filled.why,
        why_words=filled.why_words,
        extension=next((one for one in passed if not one.is_legal), None),
    )


def _write(request: Request, situation: Situation, filled: Filled) -> HttpResponse:
    conversation = situation.conversation
    acts.set_points(
        situation=situation,
        by=request.user,
        points=[point.text for point in filled.points],
        kept_here=filled.kept_here,
        shown=filled.shown,
    )
    if not (filled.points if "only_points" in request.POST else said_back(situation)):
        raise Refusal(_("Please write down at least one point. Nothing was sent."))
    if "only_points" in request.POST:
        messages.success(request, _("The points are kept."))
        return redirect(conversation)
    if filled.promised_for is None:
        raise Refusal(_("Please choose by when they hear from us. The points are kept."))
    who, when = filled.who, filled.promised_for
    text = _letter(request, situation, filled)
    acts.restate(situation=situation, by=request.user, text=text, who_looks=who, promised_for=when)
    return redirect(f"{conversation.get_absolute_url()}#composer")
