"""A second pair of eyes on a draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.acts import Cautioned, Held, act_of, cautions_of
from heard.conversations.models import Draft
from heard.decisions import acts
from heard.decisions.questions import to_read
from heard.decisions.views.shared import asked_of, draft_of, say
from heard.journal.refusal import Refusal
from heard.people.signin import Request
from heard.philosophy.acts import weigh
from heard.philosophy.gate import Finding


@login_required
@require_POST
def ask_draft(request: Request, pk: int) -> HttpResponse:
    """Ask somebody to read a draft before it leaves."""
    draft = draft_of(request, pk)
    try:
        if request.POST.get("colleague") == "team":
            acts.ask_the_team(draft=draft, by=request.user)
            messages.success(request, _("Your team is asked to read it."))
        else:
            asked = asked_of(request, outside=True)
            acts.ask_to_look(asked=asked, by=request.user, draft=draft)
            messages.success(request, _("%(name)s is asked to read it.") % {"name": asked.name})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(draft.conversation)


def _agree(request: Request, draft: Draft) -> None:
    digest = request.POST.get("digest", "")
    if draft.by.learning and draft.asked_at:
        heeded = request.POST.getlist("heeded")
        acts.send_for(draft=draft, by=request.user, digest=digest, heeded=heeded)
        messages.success(
            request, _("It leaves now, in the name of %(name)s.") % {"name": draft.by.name}
        )
    else:
        acts.approve_draft(draft=draft, by=request.user, digest=digest)
        messages.success(request, _("You agreed to exactly this text."))


def _stands_there(finding: Finding) -> bool:
    return finding.blocks and finding.lifted_by_others


@login_required
def second_look(request: Request, pk: int) -> HttpResponse:
    """The exact draft, to agree to or to comment on."""
    draft = draft_of(request, pk)
    act = act_of(draft)
    if request.method == "POST":
        try:
            if "comment" in request.POST:
                acts.comment(by=request.user, text=request.POST.get("text", ""), draft=draft)
            else:
                _agree(request, draft)
            return redirect(draft.conversation)
        except Held as held:
            say(request, held, shown=_stands_there)
        except Cautioned:
            messages.warning(request, _("Please look at this once more; nothing was sent yet."))
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
            "cautions": cautions_of(draft),
            "findings": [one for one in weigh(act) if _stands_there(one)],
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
