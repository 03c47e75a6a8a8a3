"""Deciding, proposing what nobody does alone, and being the second pair of eyes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.acts import Held, act_of
from heard.conversations.models import Conversation, Draft
from heard.decisions import acts, guard
from heard.decisions.models import Barrier, Decision, Suspension
from heard.decisions.questions import to_read
from heard.journal.refusal import Refusal
from heard.listening.questions import points_of
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.philosophy.acts import weigh
from heard.situations.models import Situation


def _situation(request: Request, pk: int) -> Situation:
    return get_object_or_404(Situation.objects.visible_to(request.user), pk=pk)


def _decision(request: Request, pk: int) -> Decision:
    return get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)


def _conversation(request: Request, pk: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)


def _draft(request: Request, pk: int) -> Draft:
    seen = Conversation.objects.visible_to(request.user)
    return get_object_or_404(Draft, pk=pk, conversation__in=seen)


def _say(request: Request, held: Held) -> None:
    for finding in held.findings:
        if finding.blocks:
            title = f"{finding.clause.number}. {finding.clause.title}"
            messages.warning(request, f"{title} – {finding.missing.what}")


def _amount(given: str) -> Decimal | None:
    if not given.strip():
        return None
    try:
        return Decimal(given.strip().replace(",", "."))
    except InvalidOperation:
        raise Refusal(_("This is not an amount; nothing was decided yet.")) from None


@login_required
def decide(request: Request, pk: int) -> HttpResponse:
    """Yes, partly, no, insist: with the reason, what we offer instead, and what happens next."""
    situation = _situation(request, pk)
    given = request.POST
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
            acts.answer(decision=decision, by=request.user)
            return redirect(f"{situation.conversation.get_absolute_url()}#composer")
        except Held as held:
            _say(request, held)
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
        },
    )


@login_required
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    try:
        acts.answer(decision=decision, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if decision.conversation is None:
        return redirect("desk:inbox")
    return redirect(f"{decision.conversation.get_absolute_url()}#composer")


@login_required
def propose(request: Request, pk: int) -> HttpResponse:
    """An ending, or what amounts to one: slowly, with other people."""
    conversation = _conversation(request, pk)
    given = request.POST
    if request.method == "POST":
        try:
            kind = given.get("kind", Decision.SEVER)
            decision = acts.propose(
                kind=kind,
                by=request.user,
                reason=given.get("reason", ""),
                conversation=conversation,
                situation=Situation.of(conversation.pk) if kind == Decision.SEVER else None,
                text=given.get("text", ""),
                look_again=date.fromisoformat(given["look_again"])
                if given.get("look_again")
                else None,
            )
            return redirect("decisions:proposal", decision.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        except ValueError:
            messages.error(request, _("Please choose a date; nothing was proposed yet."))
    draft = conversation.drafts.filter(by=request.user, sent_as=None, put_away_at=None).first()
    return render(
        request,
        "decisions/propose.html",
        {
            "conversation": conversation,
            "kinds": [(k, label) for k, label in Decision.KINDS if k in Decision.SEVERING],
            "text": given.get("text") or (draft.text if draft else ""),
            "given": given,
            "numbers": guard.parameters(),
        },
    )


@login_required
@require_GET
def proposal(request: Request, pk: int) -> HttpResponse:
    """A decision or an ending as it stands: what it says, who agreed, what is still missing."""
    decision = _decision(request, pk)
    act = guard.act_of(decision)
    mine = decision.by_id == request.user.pk
    approvers = guard.approvers(decision)
    return render(
        request,
        "decisions/proposal.html",
        {
            "decision": decision,
            "conversation": decision.conversation,
            "digest": guard.digest_of(decision),
            "missing": guard.missing(decision, guard.parameters()) if decision.severs else None,
            "findings": [finding for finding in weigh(act) if finding.blocks],
            "approvers": approvers,
            "mine": mine,
            "may_approve": decision.is_open and not mine and request.user not in approvers,
            "others": Colleague.objects.active().exclude(pk=decision.by_id).order_by("name"),
        },
    )


def _act(request: Request, decision: Decision, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Held as held:
        _say(request, held)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("decisions:proposal", decision.pk)


@login_required
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    digest = request.POST.get("digest", "")
    return _act(
        request,
        decision,
        lambda: acts.approve(decision=decision, by=request.user, digest=digest),
    )


@login_required
@require_POST
def carry_out(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    return _act(request, decision, lambda: acts.carry_out(decision=decision, by=request.user))


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    return _act(request, decision, lambda: acts.withdraw(decision=decision, by=request.user))


def _asked(request: Request) -> Colleague:
    chosen = request.POST.get("colleague", "")
    found = Colleague.objects.active().filter(pk=chosen).first() if chosen.isdigit() else None
    if found is None:
        raise Refusal(_("Please choose a colleague. Nothing was changed."))
    return found


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask somebody to read a decision."""
    decision = _decision(request, pk)
    return _act(
        request,
        decision,
        lambda: acts.ask_to_look(asked=_asked(request), by=request.user, decision=decision),
    )


@login_required
@require_POST
def ask_draft(request: Request, pk: int) -> HttpResponse:
    """Ask somebody to read a draft before it leaves."""
    draft = _draft(request, pk)
    try:
        if request.POST.get("colleague") == "team":
            acts.ask_the_team(draft=draft, by=request.user)
            messages.success(request, _("Your team is asked to read it."))
        else:
            asked = _asked(request)
            acts.ask_to_look(asked=asked, by=request.user, draft=draft)
            messages.success(request, _("%(name)s is asked to read it.") % {"name": asked.name})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(draft.conversation)


def _agree(request: Request, draft: Draft) -> None:
    digest = request.POST.get("digest", "")
    if draft.by.learning and draft.asked_at:
        acts.send_for(draft=draft, by=request.user, digest=digest)
        messages.success(
            request, _("It leaves now, in the name of %(name)s.") % {"name": draft.by.name}
        )
    else:
        acts.approve_draft(draft=draft, by=request.user, digest=digest)
        messages.success(request, _("You agreed to exactly this text."))


@login_required
def second_look(request: Request, pk: int) -> HttpResponse:
    """The exact draft, to agree to or to comment on."""
    draft = _draft(request, pk)
    act = act_of(draft)
    if request.method == "POST":
        try:
            if "comment" in request.POST:
                acts.comment(by=request.user, text=request.POST.get("text", ""), draft=draft)
            else:
                _agree(request, draft)
            return redirect(draft.conversation)
        except Held as held:
            _say(request, held)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(
        request,
        "decisions/second_look.html",
        {
            "draft": draft,
            "conversation": draft.conversation,
            "digest": act.digest,
            "recipients": act.recipients,
            "findings": [one for one in weigh(act) if one.blocks and one.lifted_by_others],
            "mine": draft.by_id == request.user.pk,
            "sends": draft.by.learning and draft.asked_at is not None,
        },
    )


@login_required
@require_GET
def waiting(request: Request) -> HttpResponse:
    """What one was asked to read."""
    looks = to_read(request.user).select_related("by", "conversation", "draft", "decision")
    return render(request, "decisions/waiting.html", {"looks": looks})


@login_required
@require_POST
def suspend(request: Request, pk: int) -> HttpResponse:
    conversation = _conversation(request, pk)
    try:
        acts.suspend(
            conversation=conversation, by=request.user, reason=request.POST.get("reason", "")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(conversation)


@login_required
@require_POST
def change_suspension(request: Request, pk: int) -> HttpResponse:
    suspension = get_object_or_404(
        Suspension, pk=pk, conversation__in=Conversation.objects.visible_to(request.user)
    )
    try:
        if "renew" in request.POST:
            acts.renew_suspension(suspension=suspension, by=request.user)
        else:
            acts.lift_suspension(suspension=suspension, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(suspension.conversation)


@login_required
@require_POST
def lift(request: Request, pk: int) -> HttpResponse:
    """The way back, which one person may open alone."""
    barrier = get_object_or_404(
        Barrier, pk=pk, decision__in=Decision.objects.visible_to(request.user)
    )
    acts.lift(barrier=barrier, by=request.user)
    if barrier.decision.conversation is None:
        return redirect("desk:inbox")
    return redirect(barrier.decision.conversation)
