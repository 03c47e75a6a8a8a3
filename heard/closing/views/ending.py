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
from heard.conversations.acts import Held
from heard.conversations.models import Conversation
from heard.journal.refusal import Refusal
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
    acts.close(conversation=conversation, by=by, follow_up=follow_up, **said)
    return True


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    conversation = _seen(request, pk)
    try:
        if not _ended(request.POST, conversation, request.user):
            return redirect(f"{conversation.get_absolute_url()}#composer")
        messages.success(request, _("Closed on a good note."))
    except Held as held:
        for finding in held.findings:
            if finding.blocks:
                number, title = finding.clause.number, finding.clause.title
                messages.error(request, f"{number}. {title}: {finding.missing.what}")
        return _once_more(request, conversation)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _once_more(request, conversation)
    return redirect(conversation)


def _once_more(request: Request, conversation: Conversation) -> HttpResponse:
    """The form with what was typed into it; nothing to type where it was closed meanwhile."""
    conversation.refresh_from_db()
    part = panel.side(conversation, request.user)
    if conversation.closed_at or not part:
        return redirect(conversation)
    part = {**part, "findings": []}  # said above the form already
    return render(request, "closing/again.html", {"part": part, "given": request.POST})


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    conversation = _seen(request, pk)
    acts.reopen(conversation=conversation, by=request.user)
    return redirect(conversation)
