"""Taking it up, handing it on, letting the team have it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.conversations.models import Conversation
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.situations import acts
from heard.situations.models import Situation


@login_required
@require_POST
def raise_(request: Request, pk: int) -> HttpResponse:
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    by_us = Situation.US in (request.POST.get("raised_by"), request.GET.get("raised_by"))
    try:
        acts.raise_(
            conversation=conversation,
            by=request.user,
            raised_by=Situation.US if by_us else Situation.THEM,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(conversation)


def _act(
    request: Request, pk: int, act: Callable[[Situation], None], done: str = ""
) -> HttpResponse:
    situation = get_object_or_404(Situation.objects.visible_to(request.user), pk=pk)
    try:
        act(situation)
        if done:
            messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(situation.conversation)


@login_required
@require_POST
def take_up(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, lambda one: acts.take_up(situation=one, by=request.user))


@login_required
@require_POST
def offer(request: Request, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda one: acts.offer_to_team(situation=one, by=request.user),
        _("It is with the team now. Nobody counts this."),
    )


@login_required
@require_POST
def not_me(request: Request, pk: int) -> HttpResponse:
    """From the line above something hot, whether or not somebody has taken it up."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    try:
        acts.let_the_team(conversation=conversation, by=request.user)
        messages.success(request, _("It is with the team now. Nobody counts this."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(conversation)


def _chosen(request: Request) -> Colleague:
    chosen = request.POST.get("colleague", "")
    found = Colleague.objects.active().filter(pk=number(chosen)).first()
    if found is None:
        raise Refusal(_("Please choose a colleague. Nothing was changed."))
    return found


@login_required
@require_POST
def hand_over(request: Request, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda one: acts.hand_over(situation=one, to=_chosen(request), by=request.user),
    )


@login_required
@require_POST
def join(request: Request, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda one: acts.join(situation=one, colleague=_chosen(request), by=request.user),
    )
