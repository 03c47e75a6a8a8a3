"""Yes, partly, no, insist."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.conversations.acts import Held
from heard.conversations.amounts import amount_of
from heard.decisions import acts
from heard.decisions.models import Decision
from heard.decisions.views.shared import decision_of, on_its_page, say, situation_of
from heard.heat.questions import hot_since
from heard.journal.refusal import Refusal
from heard.listening.questions import points_of
from heard.people.signin import Request


def _amount(given: str) -> Decimal | None:
    try:
        return amount_of(given)
    except Refusal:
        raise Refusal(_("This is not an amount; nothing was decided yet.")) from None


@login_required
def decide(request: Request, pk: int) -> HttpResponse:
    """Yes, partly, no, insist: with the reason, what we offer instead, and what happens next."""
    situation = situation_of(request, pk)
    given = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        try:
            decision = acts.decide(
                situation=situation,
                by=request.user,
                kind=given.get("kind", ""),
                reason=given.get("reason", ""),
                instead=given.get("instead", ""),
                next_step=given.get("next_step", ""),
                own_mistake="own_mistake" in given,
                amount=_amount(given.get("amount", "")),
                why_now=given.get("why_now", ""),
            )
            return _write(request, decision)
        except Held:  # its page says what it waits for
            decision = situation.decisions.open().get()
            return redirect("decisions:proposal", decision.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(
        request,
        "decisions/decide.html",
        {
            "situation": situation,
            "conversation": situation.conversation,
            "points": points_of(situation),
            "kinds": [(k, label) for k, label in Decision.KINDS if k in Decision.ANSWERS],
            "given": given,
            "hot": hot_since(situation.conversation_id) is not None,
        },
    )


@login_required
@require_POST
def decide_now(request: Request, pk: int) -> HttpResponse:
    """Go on with what was held only because their letter was hot and fresh."""
    decision = decision_of(request, pk)
    why_now = request.POST.get("why_now", "")
    try:
        acts.decide_now(decision=decision, by=request.user, why_now=why_now)
        decision.refresh_from_db()
        return _write(request, decision)
    except Held as held:
        say(request, held, shown=on_its_page(decision))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("decisions:proposal", decision.pk)


@login_required
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    return _write(request, decision_of(request, pk))


def _write(request: Request, decision: Decision) -> HttpResponse:
    """To the answer's first draft; it is decided, whatever stands in the way of writing it."""
    try:
        acts.answer(decision=decision, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if decision.conversation is None:
        return redirect("desk:inbox")
    return redirect(f"{decision.conversation.get_absolute_url()}#composer")
