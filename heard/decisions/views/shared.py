"""What the pages of this room share: whom one may look at, and how an answer is told."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from heard.conversations.acts import Cautioned, Held
from heard.conversations.models import Conversation, Draft
from heard.decisions import guard
from heard.decisions.models import Decision
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.philosophy.gate import Finding
from heard.situations.models import Situation


def situation_of(request: Request, pk: int) -> Situation:
    return get_object_or_404(Situation.objects.visible_to(request.user), pk=pk)


def decision_of(request: Request, pk: int) -> Decision:
    return get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)


def conversation_of(request: Request, pk: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)


def draft_of(request: Request, pk: int) -> Draft:
    seen = Conversation.objects.visible_to(request.user)
    return get_object_or_404(Draft, pk=pk, conversation__in=seen)


def say(request: Request, held: Held, *, shown: Callable[[Finding], bool]) -> None:
    """Why it is held, above the page; what stands on it anyway (`shown`) is not said twice."""
    for finding in held.findings:
        if finding.blocks and not shown(finding):
            title = f"{finding.clause.number}. {finding.clause.title}"
            messages.warning(request, f"{title}: {finding.missing.what}")


def on_its_page(decision: Decision) -> Callable[[Finding], bool]:
    """Of a decision all findings stand there; of an ending what clause 9 still misses."""
    return lambda finding: not decision.severs or finding.clause.rule == guard.NEVER_ALONE.name


def act(request: Request, decision: Decision, doing: Callable[[], object]) -> HttpResponse:
    try:
        doing()
    except Held as held:
        say(request, held, shown=on_its_page(decision))
    except Cautioned as cautioned:  # the page's button goes on, once they are read
        for one in cautioned.cautions:
            messages.warning(request, one.text)
        read = urlencode({"heeded": [one.code for one in cautioned.cautions]}, doseq=True)
        return redirect(f"{reverse('decisions:proposal', args=[decision.pk])}?{read}")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("decisions:proposal", decision.pk)


def asked_of(request: Request, *, outside: bool = False) -> Colleague:
    """Who was chosen; `outside`: an adviser may be among those one can choose."""
    chosen = request.POST.get("colleague", "")
    known = Colleague.objects.filter(left_at=None) if outside else Colleague.objects.active()
    found = known.filter(pk=number(chosen)).first()
    if found is None:
        raise Refusal(_("Please choose a colleague. Nothing was changed."))
    return found
