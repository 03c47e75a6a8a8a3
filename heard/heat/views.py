"""Why a message reads hot, in its own words; and seeing it otherwise."""

import math

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.models import Conversation
from heard.heat import acts, calibration
from heard.heat.models import Disagreement, Reading
from heard.heat.panel import heat_word
from heard.journal.refusal import Refusal
from heard.judgement import acts as judgement
from heard.people.signin import Request


def _reading(request: Request, pk: int) -> Reading:
    return get_object_or_404(
        Reading.objects.select_related("message__conversation"),
        pk=pk,
        message__conversation__in=Conversation.objects.visible_to(request.user),
    )


def plain_label(label: str) -> str:
    """What a span does, as one would say it."""
    said = {
        "threat": _("a threat, lawyers or costs"),
        "leaving": _("wants to leave"),
        "public": _("wants to tell others"),
        "deadline": _("a deadline"),
        "ultimatum": _("a last chance"),
        "repetition": _("again and again"),
        "failure": _("what went wrong"),
        "damage": _("what it costs them"),
        "demand": _("a demand"),
        "insult": _("hard words"),
        "outrage": _("outrage"),
        "displeasure": _("displeasure"),
        "blame": _("blame"),
        "sarcasm": _("sarcasm"),
        "intensity": _("strong words"),
        "formal": _("a sudden formal tone"),
        "capitals": _("capital letters"),
        "wording": _("the wording as a whole"),
        "thanks": _("thanks: cools it down"),
        "praise": _("praise: cools it down"),
        "easy": _("at ease: cools it down"),
        "business": _("matter of fact: cools it down"),
        "banter": _("banter: cools it down"),
    }
    return said.get(label, _("carries the reading"))


def _unread(note: str) -> str:
    """Why there is no reading, where that was not the judgement's own word."""
    return {
        acts.BY_MACHINE: _("A machine wrote this, so it is not read."),
        acts.UNREADABLE: _("The model could not read this. Nothing is lost; read it yourself."),
    }.get(note, "")


@login_required
@require_GET
def why(request: Request, pk: int) -> HttpResponse:
    """The reasons, computed on request; a fragment for an open page, a page otherwise."""
    reading = _reading(request, pk)
    turns = acts.turns_before(reading.message)
    judged = judgement.judge(turns, why=reading.word or True)
    reasons = [
        (" ".join(turns[span.turn].text[span.start : span.end].split()), plain_label(span.label))
        for span in judged.why
        if reading.word
    ]
    template = "heat/_why.html" if "HX-Request" in request.headers else "heat/why.html"
    context = {
        "reading": reading,
        "word": heat_word(reading.word) or _("calm"),
        "reasons": reasons,
        "note": judged.note or _unread(reading.note),
        "said": reading.disagreements.filter(by=request.user).first(),
    }
    return render(request, template, context)


@login_required
@require_POST
def disagree(request: Request, pk: int) -> HttpResponse:
    reading = _reading(request, pk)
    direction = request.POST.get("direction", "")
    if direction not in Disagreement.STEPS:
        raise Http404
    try:
        acts.disagree(reading=reading, by=request.user, direction=direction)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(reading.message.conversation)


@login_required
@require_GET
def learnt(request: Request) -> HttpResponse:
    """What the disagreements of this workspace taught, for everybody to see."""
    found = calibration.current()
    rows = [
        {
            "language": {"de": _("German"), "en": _("English")}.get(language, language),
            "said": _moved(shift),
            "example": _(
                "What the model alone gives a 50 %% chance of being hot counts as %(percent)d %% "
                "here."
            )
            % {"percent": round(100 / (1 + math.exp(-shift)))},
        }
        for language, shift in sorted(found.shifts.items())
    ]
    context = {
        "on": settings.HEARD_LEARN_HEAT,
        "rows": rows,
        "total": found.hotter + found.cooler,
        "hotter": found.hotter,
        "cooler": found.cooler,
    }
    return render(request, "heat/learnt.html", context)


def _moved(shift: float) -> str:
    if abs(shift) < 0.1:
        return _("as the model reads it")
    if shift > 0:
        return _("a good deal hotter") if shift > 0.8 else _("a little hotter")
    return _("a good deal cooler") if shift < -0.8 else _("a little cooler")
