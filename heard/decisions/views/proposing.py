"""What nobody does alone: proposed, read, agreed to, carried out, looked at again."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.models import Conversation
from heard.decisions import acts, guard
from heard.decisions.models import Barrier, Decision
from heard.decisions.questions import held_by_time_alone
from heard.decisions.views.shared import act, asked_of, conversation_of, decision_of
from heard.decisions.wording import ending_to
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.models import Colleague, Organisation
from heard.people.signin import Request
from heard.philosophy.acts import weigh
from heard.situations.models import Situation

Choices = Sequence[tuple[str, Any]]


@login_required
def propose(request: Request, pk: int) -> HttpResponse:
    """An ending, or what amounts to one: slowly, with other people."""
    conversation = conversation_of(request, pk)
    kinds = [(kind, label) for kind, label in Decision.KINDS if kind in Decision.SEVERING]
    return _propose(request, conversation, kinds)


@login_required
def propose_for_organisation(request: Request, pk: int) -> HttpResponse:
    """The same for everyone of an organisation; an ending is told to people, one by one."""
    seen = Conversation.objects.visible_to(request.user).filter(contact__organisation=pk)
    latest = seen.order_by("-last_at").select_related("contact__organisation").first()
    if latest is None or latest.contact is None:
        raise Http404
    kinds = [(kind, label) for kind, label in Decision.KINDS if kind in Decision.SEVERING]
    kinds = [(kind, label) for kind, label in kinds if kind != Decision.SEVER]
    return _propose(request, latest, kinds, latest.contact.organisation)


def _propose(
    request: Request,
    conversation: Conversation,
    kinds: Choices,
    organisation: Organisation | None = None,
) -> HttpResponse:
    given = request.POST
    if request.method == "POST":
        try:
            kind = given.get("kind", "")
            decision = acts.propose(
                kind=kind if kind in dict(kinds) else "",
                by=request.user,
                reason=given.get("reason", ""),
                conversation=conversation,
                organisation=organisation,
                situation=Situation.of(conversation.pk) if kind == Decision.SEVER else None,
                text=given.get("text", "") if kind == Decision.SEVER else "",
                look_again=_day(given.get("look_again", "")),
            )
            return redirect("decisions:proposal", decision.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    draft = conversation.drafts.filter(by=request.user, sent_as=None, put_away_at=None).first()
    begun = draft.text if draft and draft.text.strip() else ""
    return render(
        request,
        "decisions/propose.html",
        {
            "conversation": conversation,
            "organisation": organisation,
            "kinds": kinds,
            "text": given.get("text") or begun or ending_to(conversation, request.user),
            "given": given,
            "numbers": guard.parameters(),
        },
    )


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise Refusal(_("Please choose a date; nothing was proposed yet.")) from None
    if day <= localdate(clock.now()):
        raise Refusal(_("That day has passed already. Please choose a later one."))
    return day


@login_required
@require_GET
def proposal(request: Request, pk: int) -> HttpResponse:
    """A decision or an ending as it stands: what it says, who agreed, what is still missing."""
    decision = decision_of(request, pk)
    act = guard.act_of(decision)
    mine = decision.by_id == request.user.pk
    approvers = guard.approvers(decision)
    missing = guard.missing(decision, guard.parameters()) if decision.severs else None
    may_go_on = mine and decision.is_open and held_by_time_alone(decision)
    waits = missing is not None and missing.code in {"alone", "not_led"}
    return render(
        request,
        "decisions/proposal.html",
        {
            "decision": decision,
            "conversation": decision.conversation,
            "digest": guard.digest_of(decision),
            "missing": missing,
            "findings": [finding for finding in weigh(act) if finding.blocks],
            "approvers": approvers,
            "mine": mine,
            "heeded": request.GET.getlist("heeded"),
            "may_go_on": may_go_on,
            # For whoever proposed it, as long as it waits for somebody who was not asked
            "asks_next": mine
            and (waits or not (decision.severs or decision.taken_at or may_go_on))
            and not decision.second_looks.filter(answered_at=None).exists(),
            "organisation": decision.organisation,
            "standing": Barrier.objects.standing().filter(decision=decision).first(),
            "tomorrow": localdate(clock.now()) + timedelta(days=1),
            "may_approve": decision.is_open and not mine and request.user not in approvers,
            "others": Colleague.objects.active().exclude(pk=decision.by_id).order_by("name"),
        },
    )


@login_required
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    decision = decision_of(request, pk)
    digest = request.POST.get("digest", "")
    return act(
        request,
        decision,
        lambda: acts.approve(decision=decision, by=request.user, digest=digest),
    )


@login_required
@require_POST
def carry_out(request: Request, pk: int) -> HttpResponse:
    decision = decision_of(request, pk)
    heeded = request.POST.getlist("heeded")
    return act(
        request,
        decision,
        lambda: acts.carry_out(decision=decision, by=request.user, heeded=heeded),
    )


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    decision = decision_of(request, pk)
    return act(request, decision, lambda: acts.withdraw(decision=decision, by=request.user))


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask somebody to read a decision."""
    decision = decision_of(request, pk)
    return act(
        request,
        decision,
        lambda: acts.ask_to_look(asked=asked_of(request), by=request.user, decision=decision),
    )


@login_required
@require_POST
def look_again(request: Request, pk: int) -> HttpResponse:
    """It stays closed for now; the next day to look at it."""
    decision = decision_of(request, pk)

    def look() -> None:
        day = _day(request.POST.get("look_again", ""))
        if day is None:
            raise Refusal(_("Please choose a date. Nothing was changed."))
        acts.look_once_more(decision=decision, by=request.user, on=day)

    return act(request, decision, look)
