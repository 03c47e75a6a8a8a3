"""Ways on after their answer to what we were unhappy about."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from heard.closing import acts
from heard.closing.views.ending import follow_up_given
from heard.conversations.contacts import contacts_for
from heard.journal.refusal import Refusal
from heard.listening import acts as listening
from heard.listening.questions import points_of, still_ours
from heard.people.models import Contact
from heard.people.signin import Request
from heard.situations.models import Situation


def _act(request: Request, situation: Situation) -> HttpResponse:
    conversation, given = situation.conversation, request.POST
    composer = f"{conversation.get_absolute_url()}#composer"
    if "insist" in given:
        listening.say_ours(situation=situation, by=request.user)
        return redirect(composer)
    if "higher" in given:
        acts.raise_higher(situation=situation, by=request.user, address=given.get("address", ""))
        return redirect(composer)
    if "rest" in given:
        acts.let_rest(situation=situation, by=request.user, until=follow_up_given(given))
        messages.success(request, _("It rests. What was said is kept."))
        return redirect(conversation)
    raise Refusal(_("Please choose one of the ways. Nothing was changed."))


@login_required
def ways_on(request: Request, pk: int) -> HttpResponse:
    """Accept, accept in part, insist, raise higher, let rest, sever: each with what follows."""
    seen = Situation.objects.visible_to(request.user).select_related("conversation__contact")
    situation = get_object_or_404(seen, pk=pk)
    if request.method == "POST":
        try:
            return _act(request, situation)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    contact = situation.conversation.contact
    above = Contact.objects.none()
    if contact is not None and contact.organisation_id:
        above = contacts_for(request.user).filter(organisation=contact.organisation_id)
        above = above.exclude(pk=contact.pk)
    return render(
        request,
        "closing/ways_on.html",
        {
            "situation": situation,
            "conversation": situation.conversation,
            "points": [
                (point, point.answers.order_by("-at", "-pk").first())
                for point in points_of(situation, "us")
            ],
            "open": still_ours(situation),
            "above": above,
            "given": request.POST,
        },
    )
