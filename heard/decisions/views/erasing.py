"""Erasing a contact by law, at their wish, or because the time is over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.conversations.contacts import contacts_for
from heard.decisions import acts
from heard.decisions.models import Erasure
from heard.journal.refusal import Refusal
from heard.people.signin import Request


@login_required
def erase(request: Request, pk: int) -> HttpResponse:
    """The proposal for one contact, to make or to read."""
    contact = get_object_or_404(contacts_for(request.user), pk=pk)
    if request.method == "POST":
        try:
            acts.propose_erasure(
                contact=contact,
                by=request.user,
                ground=request.POST.get("ground", ""),
                reason=request.POST.get("reason", ""),
            )
            return redirect("decisions:erase", contact.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(
        request,
        "decisions/erase.html",
        {
            "contact": contact,
            "erasure": contact.erasures.filter(withdrawn_at=None).order_by("-at").first(),
            "grounds": Erasure.GROUNDS,
            "may_end": request.user.leads or request.user.is_administrator,
            "given": request.POST,
        },
    )


@login_required
@require_POST
def change_erasure(request: Request, pk: int) -> HttpResponse:
    """Carry it out as the second person, or take it back."""
    known = contacts_for(request.user).values("pk")
    erasure = get_object_or_404(Erasure.objects.filter(contact__in=known), pk=pk)
    try:
        if "withdraw" in request.POST:
            acts.withdraw_erasure(erasure=erasure, by=request.user)
        else:
            acts.carry_out_erasure(erasure=erasure, by=request.user)
            messages.success(request, _("It is erased. Who did what and when stays."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("decisions:erase", erasure.contact_id)
