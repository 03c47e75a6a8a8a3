"""What an adviser from outside sees: the letters brought to them, and each of these alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heard.conversations.acts import act_of
from heard.decisions import acts
from heard.decisions.questions import agreed_now, brought_to
from heard.journal.refusal import Refusal
from heard.people.models import Calendar
from heard.people.signin import Request
from heard.philosophy.acts import weigh
from heard.philosophy.models import Clause


@login_required
@require_GET
def advising(request: Request) -> HttpResponse:
    """The letters that wait, by who wrote them."""
    looks = {look.draft_id: look for look in brought_to(request.user).select_related("draft", "by")}
    said = {"looks": looks.values(), "firm": Calendar.of_the_house().firm}
    return render(request, "decisions/advising.html", said)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advised(request: Request, pk: int) -> HttpResponse:
    """One letter as it stands, what they wrote last, and the clause it is about."""
    look = brought_to(request.user).filter(draft=pk).select_related("draft__conversation").first()
    if look is None or look.draft is None:
        raise Http404
    draft = look.draft
    if request.method == "POST":
        try:
            if "comment" in request.POST:
                acts.comment(by=request.user, text=request.POST.get("text", ""), draft=draft)
                messages.success(request, _("Kept beside the letter."))
            else:
                digest = request.POST.get("digest", "")
                acts.approve_draft(draft=draft, by=request.user, digest=digest)
                messages.success(request, _("You agreed to exactly this text."))
            return redirect("decisions:advising")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    act = act_of(draft)
    said = {
        "draft": draft,
        "theirs": draft.conversation.last_incoming,
        "digest": act.digest,
        "recipients": act.recipients,
        "agreed": request.user in agreed_now(draft),
        "findings": [
            one for one in weigh(act) if one.level == Clause.COLLEAGUE and one.lifted_by_others
        ],
    }
    return render(request, "decisions/advised.html", said)
