"""Promises: writing one down, keeping, renewing, asking for theirs."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.models import Conversation
from heard.holding import acts
from heard.holding import feed as feeds
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening.dates import date_given
from heard.look.typed import number
from heard.people.signin import Request


def _try(
    request: Request,
    conversation: Conversation,
    act: Callable[[], object],
    place: str = "composer",
    written: str = "",
) -> HttpResponse:
    """Does it and goes back to `place`; a refusal says why on top, and again what was `written`."""
    try:
        act()
    except Refusal as refusal:
        again = _("What you wrote: %(text)s") % {"text": written.strip()}
        messages.error(request, f"{refusal} {again}" if written.strip() else str(refusal))
        return redirect(conversation)
    return redirect(f"{conversation.get_absolute_url()}#{place}")


def _promise(request: Request, pk: int) -> Promise:
    seen = Promise.objects.visible_to(request.user).select_related("conversation__contact")
    return get_object_or_404(seen, pk=pk)


@login_required
@require_POST
def promise(request: Request, pk: int) -> HttpResponse:
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    return _try(
        request,
        conversation,
        lambda: acts.promise(
            conversation=conversation,
            by=request.user,
            side=request.POST.get("side", "us"),
            text=request.POST.get("text", ""),
            due=date_given(request.POST),
            is_answer="is_answer" in request.POST,
        ),
        place="promises",  # where it says what it passes by
        written=request.POST.get("text", ""),
    )


@login_required
@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    kept = _promise(request, pk)
    return _try(request, kept.conversation, lambda: acts.keep(promise=kept, by=request.user))


@login_required
@require_POST
def renew(request: Request, pk: int) -> HttpResponse:
    old = _promise(request, pk)
    return _try(
        request,
        old.conversation,
        lambda: acts.renew(
            promise=old,
            by=request.user,
            due=date_given(request.POST),
            reason=request.POST.get("reason", ""),
        ),
        written=request.POST.get("reason", ""),
    )


@login_required
@require_POST
def release(request: Request, pk: int) -> HttpResponse:
    theirs = _promise(request, pk)
    return _try(request, theirs.conversation, lambda: acts.release(promise=theirs, by=request.user))


@login_required
@require_POST
def ask_for(request: Request, pk: int) -> HttpResponse:
    theirs = _promise(request, pk)
    return _try(request, theirs.conversation, lambda: acts.ask_for(promise=theirs, by=request.user))


@login_required
@require_POST
def ask_for_time(request: Request, pk: int) -> HttpResponse:
    ours = _promise(request, pk)
    return _try(
        request, ours.conversation, lambda: acts.ask_for_time(promise=ours, by=request.user)
    )


@login_required
@require_POST
def take_over(request: Request, pk: int) -> HttpResponse:
    """ "I take it", of what is overdue; `held`: who had it when the page was made."""
    passed, held = _promise(request, pk), number(request.GET.get("held", "")) or None
    return _try(
        request,
        passed.conversation,
        lambda: acts.take_over(promise=passed, by=request.user, held=held),
    )


@login_required
@require_GET
def calendar(request: Request) -> HttpResponse:
    """The address of one's own calendar of promises."""
    path = reverse("holding:feed", args=[feeds.key_of(request.user)])
    return render(request, "holding/calendar.html", {"address": f"{settings.HEARD_URL}{path}"})


@require_GET  # public: a calendar program cannot sign in, the key in the address is the proof
def feed(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001  # the view's shape
    owner = feeds.owner_of(key)
    if owner is None:
        raise Http404
    with translation.override(owner.language):
        text = feeds.calendar(feeds.promises_for(owner), clock.now())
    return HttpResponse(
        text, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
