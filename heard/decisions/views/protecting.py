"""Protecting colleagues at once, and the way back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from heard.conversations.models import Conversation
from heard.decisions import acts
from heard.decisions.models import Barrier, Decision, Suspension
from heard.decisions.views.shared import conversation_of
from heard.journal.refusal import Refusal
from heard.people.signin import Request


@login_required
@require_POST
def suspend(request: Request, pk: int) -> HttpResponse:
    conversation = conversation_of(request, pk)
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
