"""Mailboxes, for administrators; and what a person decides about a letter that may have left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal.refusal import Refusal
from heard.mail import acts
from heard.mail.forms import MailboxForm
from heard.mail.models import Mailbox, OutgoingMessage
from heard.people.signin import Request, administrators_only


@login_required
@administrators_only
@require_GET
def mailboxes(request: Request) -> HttpResponse:
    return render(
        request,
        "mail/mailboxes.html",
        {"mailboxes": Mailbox.objects.prefetch_related("access__team")},
    )


@login_required
@administrators_only
def mailbox(request: Request, pk: int | None = None) -> HttpResponse:
    known = get_object_or_404(Mailbox, pk=pk) if pk else None
    form = MailboxForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in MailboxForm.Meta.fields}
        if form.cleaned_data["smtp_password"]:
            fields["smtp_password"] = form.cleaned_data["smtp_password"]
        teams = list(form.cleaned_data["teams"])
        try:
            if known:
                acts.change_mailbox(
                    mailbox=Mailbox.objects.get(pk=known.pk), by=request.user, teams=teams, **fields
                )
            else:
                acts.add_mailbox(by=request.user, teams=teams, **fields)
            messages.success(request, _("Saved."))
            return redirect("mail:mailboxes")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "people/form.html",
        {
            "form": form,
            "title": known.name if known else _("A new mailbox"),
            "back": "mail:mailboxes",
        },
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


@login_required
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """It could not be known whether a letter left: a person says whether it arrived."""
    visible = Mailbox.objects.visible_to(request.user)
    outgoing = get_object_or_404(OutgoingMessage, pk=pk, mailbox__in=visible)
    try:
        acts.settle(
            outgoing=outgoing, arrived=request.POST.get("arrived") == "yes", by=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if back.startswith("/") and inside else "desk:outbox")
