"""Closing and opening again."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.closing import acts, panel
from heard.closing.unanswered import said_since
from heard.conversations.acts import Held
from heard.conversations.models import Conversation
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.models import Calendar, Colleague
from heard.people.signin import Request


def _seen(request: Request, pk: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)


def follow_up_given(given: Mapping[str, str]) -> datetime | None:
    """The chosen day to look in again, at nine; None for none. Refusal for what is no day."""
    said = given.get("other_follow_up") or given.get("follow_up", "")
    if not said:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise Refusal(_("Please choose a day to look in again. Nothing was changed.")) from None
    zone = ZoneInfo(Calendar.of_the_house().zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone, hour=9)


def _ended(given: Mapping[str, str], conversation: Conversation, by: Colleague) -> bool:
    """Close it, or write the good note as a letter first; whether it is closed now."""
    said = {"thanks": given.get("thanks", ""), "agreed": given.get("agreed", "")}
    follow_up = follow_up_given(given)
    if "letter" in given:
        acts.write_good_note(
            conversation=conversation, by=by, follow_up=follow_up, ask="ask" in given, **said
        )
        return False
    seen = _seen_last(given)
    acts.close(conversation=conversation, by=by, follow_up=follow_up, seen=seen, **said)
    return True


def _seen_last(given: Mapping[str, str]) -> int | None:
    """What had come in last when the page was made, as its form says."""
    return number(given["seen"]) if "seen" in given else None


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    conversation = _seen(request, pk)
    given = {**request.GET.dict(), **request.POST.dict()}  # the next step has no fields
    try:
        if not _ended(given, conversation, request.user):
            return redirect(f"{conversation.get_absolute_url()}#composer")
        messages.success(request, _("Closed on a good note."))
    except Held as held:
        for finding in held.findings:
            if finding.blocks:
                title = f"{finding.clause.number}. {finding.clause.title}"
                messages.error(request, f"{title}: {finding.missing.what}")
        return _once_more(request, conversation, given)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _once_more(request, conversation, given)
    return redirect(conversation)


def _once_more(
    request: Request, conversation: Conversation, given: Mapping[str, str]
) -> HttpResponse:
    """The form with what was typed into it, below what they wrote since its page was made; nothing
    to type where it was closed meanwhile."""
    conversation.refresh_from_db()
    part = panel.side(conversation, request.user)
    if conversation.closed_at or not part:
        return redirect(conversation)
    seen = _seen_last(given)
    return render(
        request,
        "closing/again.html",
        {
            "part": {**part, "findings": []},  # said above the form already
            "given": given,
            "meanwhile": [] if seen is None else said_since(conversation, seen),
        },
    )


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    conversation = _seen(request, pk)
    acts.reopen(conversation=conversation, by=request.user)
    return redirect(conversation)
