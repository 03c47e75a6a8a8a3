"""Closing and opening again."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.closing import acts
from heard.conversations.acts import Held
from heard.conversations.models import Conversation
from heard.journal.refusal import Refusal
from heard.people.models import Calendar
from heard.people.signin import Request


def _seen(request: Request, pk: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)


def _follow_up(request: Request) -> datetime | None:
    given = request.POST.get("other_follow_up") or request.POST.get("follow_up", "")
    if not given:
        return None
    moment = datetime.fromisoformat(given)
    zone = ZoneInfo(Calendar.of_the_house().zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone, hour=9)


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    conversation = _seen(request, pk)
    thanks, agreed = request.POST.get("thanks", ""), request.POST.get("agreed", "")
    try:
        follow_up = _follow_up(request)
        if "letter" in request.POST:
            acts.write_good_note(
                conversation=conversation,
                by=request.user,
                thanks=thanks,
                agreed=agreed,
                follow_up=follow_up,
            )
            return redirect(f"{conversation.get_absolute_url()}#composer")
        acts.close(
            conversation=conversation,
            by=request.user,
            thanks=thanks,
            agreed=agreed,
            follow_up=follow_up,
        )
        messages.success(request, _("Closed on a good note."))
    except Held as held:
        for finding in held.findings:
            if finding.blocks:
                number, title = finding.clause.number, finding.clause.title
                messages.error(request, f"{number}. {title} {finding.missing.what}")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except ValueError:
        messages.error(request, _("Please choose a date. Nothing was changed."))
    return redirect(conversation)


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    conversation = _seen(request, pk)
    acts.reopen(conversation=conversation, by=request.user)
    return redirect(conversation)
