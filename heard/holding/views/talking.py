"""Before a talk: one sheet for the phone. After it: a minute to write down what was said."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heard.conversations.models import Conversation, Message
from heard.holding import acts
from heard.holding.questions import open_promises, proposed_dates
from heard.holding.wording import time_buying_sentence
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening.calm import in_calm
from heard.listening.dates import date_given
from heard.listening.questions import points_of
from heard.listening.their_time import their_time
from heard.people.models import Calendar
from heard.people.signin import Request
from heard.situations.models import Situation


def _seen(request: Request, pk: int) -> Conversation:
    seen = Conversation.objects.visible_to(request.user).select_related("contact__organisation")
    return get_object_or_404(seen, pk=pk)


@login_required
@require_GET
def prepare(request: Request, pk: int) -> HttpResponse:
    """Their points, ours, what is promised, what one may grant, and one sentence to buy time."""
    conversation = _seen(request, pk)
    situation = Situation.of(conversation.pk)
    calm = in_calm(conversation, situation)
    theirs_time = their_time(conversation)
    due = proposed_dates(theirs=theirs_time)[1]
    return render(
        request,
        "holding/prepare.html",
        {
            "conversation": conversation,
            "situation": situation,
            "calm": calm,
            "there": theirs_time,
            "ours": points_of(situation, "us") if situation else [],
            "promises": open_promises(conversation.pk),
            "may_grant": request.user.may_grant,
            "currency": Calendar.of_the_house().currency,
            "sentence": time_buying_sentence(due, conversation),
            "moment": clock.now(),
        },
    )


def _date(given: Mapping[str, str], name: str) -> datetime | None:
    """The date beside a promise; None where nothing is promised."""
    return date_given(given, f"{name}_due") if given.get(f"{name}_promise", "").strip() else None


def _talk(given: Mapping[str, str]) -> acts.Talk:
    return acts.Talk(
        theirs=given.get("theirs", ""),
        repeated=given.get("repeated", ""),
        medium=given.get("medium", Message.CALL),
        answer=given.get("answer", ""),
        answer_words=given.get("answer_words", ""),
        we_promise=given.get("we_promise", ""),
        we_due=_date(given, "we"),
        we_answer="we_answer" in given,
        they_promise=given.get("they_promise", ""),
        they_due=_date(given, "they"),
        answered="answered" in given,
    )


@login_required
def afterwards(request: Request, pk: int) -> HttpResponse:
    """What they said, what I repeated, their answer, what each promised; then a mail is offered."""
    conversation = _seen(request, pk)
    if request.method == "POST":
        try:
            talk = _talk(request.POST)
            acts.write_down(conversation=conversation, by=request.user, talk=talk)
            if "letter" in request.POST:
                acts.confirm_in_writing(conversation=conversation, by=request.user, talk=talk)
                messages.success(request, _("Written down. The mail is a draft; look it over."))
                return redirect(f"{conversation.get_absolute_url()}#composer")
            messages.success(request, _("Written down."))
            return redirect(conversation)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(
        request,
        "holding/afterwards.html",
        {
            "conversation": conversation,
            "situation": Situation.of(conversation.pk),
            "ours": open_promises(conversation.pk).filter(by="us", is_answer=True),
            "dates": proposed_dates(theirs=their_time(conversation)),
            "there": their_time(conversation),
            "moment": clock.now(),
            "given": request.POST,
        },
    )
