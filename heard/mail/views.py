"""Mailboxes, for administrators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.mail import acts
from heard.mail.forms import MailboxForm
from heard.mail.imap import Trouble
from heard.mail.models import Alarm, Connection, Consent, Fetched, Mailbox
from heard.mail.wording import trouble_said
from heard.people.signin import Request, administrators_only


@login_required
@administrators_only
@require_GET
def mailboxes(request: Request) -> HttpResponse:
    alarms = Prefetch("alarms", Alarm.objects.open().select_related("mailbox"), "open_alarms")
    rows = Mailbox.objects.select_related("connection").prefetch_related("access__team", alarms)
    return render(request, "mail/mailboxes.html", {"mailboxes": rows})


@login_required
@administrators_only
def mailbox(request: Request, pk: int | None = None) -> HttpResponse:
    known = get_object_or_404(Mailbox, pk=pk) if pk else None
    form = MailboxForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        fields, teams = form.settled(), list(form.cleaned_data["teams"])
        if "try" in request.POST:
            return _page(request, form, known, _tried(known, fields))
        try:
            if known:
                saved = acts.change_mailbox(
                    mailbox=Mailbox.objects.get(pk=known.pk), by=request.user, teams=teams, **fields
                )
            else:
                saved = acts.add_mailbox(by=request.user, teams=teams, **fields)
            messages.success(request, _("Saved."))
            if saved.sign_in != "password" and not _has_consent(saved):
                return redirect("mail:mailbox", saved.pk)
            return redirect("mail:mailboxes")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form, known, "")


def _page(request: Request, form: MailboxForm, known: Mailbox | None, answer: str) -> HttpResponse:
    stored = Mailbox.objects.get(pk=known.pk) if known else None
    return render(
        request,
        "mail/mailbox.html",
        {
            "form": form,
            "title": stored.name if stored else _("A new mailbox"),
            "mailbox": stored,
            "answer": answer,
            "alarm": Alarm.objects.open().filter(mailbox=stored).first() if stored else None,
            "connection": Connection.objects.filter(mailbox=stored).first() if stored else None,
            "unfetched": _unfetched(stored) if stored else 0,
            "consent": Consent.objects.filter(mailbox=stored, provider=stored.sign_in).first()
            if stored
            else None,
        },
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


def _unfetched(mailbox: Mailbox) -> int:
    return Fetched.objects.filter(mailbox=mailbox).exclude(trouble="").count()


def _has_consent(mailbox: Mailbox) -> bool:
    return Consent.objects.filter(
        mailbox=mailbox, provider=mailbox.sign_in, withdrawn_at=None
    ).exists()


def _tried(known: Mailbox | None, fields: dict[str, Any]) -> str:
    """What the server answers to what stands in the form, saved or not."""
    mailbox = Mailbox.objects.get(pk=known.pk) if known else Mailbox(created_at=clock.now())
    for name, value in fields.items():
        setattr(mailbox, name, value)
    if not mailbox.imap_host:
        return _("Please name the IMAP server first.")
    try:
        with acts.signed_in(mailbox) as folder:
            count = len(folder.uids())
            return ngettext(
                "It works: %(count)s mail is in this folder.",
                "It works: %(count)s mails are in this folder.",
                count,
            ) % {"count": count}
    except Trouble as trouble:
        return trouble_said(trouble.kind)


@login_required
@administrators_only
@require_POST
def fetch_again(request: Request, pk: int) -> HttpResponse:
    """What could not be had from the server is tried once more at the next look."""
    found = get_object_or_404(Mailbox, pk=pk)
    acts.try_fetching_again(mailbox=found)
    messages.success(request, _("It is tried again at the next look, within a few minutes."))
    return redirect("mail:mailbox", found.pk)


@login_required
@administrators_only
@require_POST
def all_is_well(request: Request, pk: int) -> HttpResponse:
    """Somebody looked: it is as it should be, and the line leaves the desk."""
    found = get_object_or_404(Mailbox, pk=pk)
    acts.accept_alarm(mailbox=found, by=request.user)
    messages.success(request, _("Thank you. Heard says no more about it."))
    return redirect("mail:mailbox", found.pk)


@login_required
@administrators_only
@require_POST
def ask_for_consent(request: Request, pk: int) -> HttpResponse:
    """Off to the provider, where somebody who may signs in and gives leave."""
    found = get_object_or_404(Mailbox, pk=pk)
    try:
        address, asked = acts.ask_for_consent(mailbox=found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("mail:mailbox", found.pk)
    request.session["consent"] = asked
    # No redirect: browsers let a form of ours lead to our own addresses only (form-action)
    response = render(request, "mail/consent.html", {"mailbox": found, "address": address})
    response["Refresh"] = f"0; url={address}"
    return response


@login_required
@administrators_only
@require_GET
def consent_given(request: Request) -> HttpResponse:
    """Back from the provider, with a code or with a no."""
    asked = request.session.pop("consent", None)
    if asked is None or request.GET.get("state") != asked["state"]:
        messages.error(
            request, _("This answer belongs to no question of ours, so nothing was changed.")
        )
        return redirect("mail:mailboxes")
    found = get_object_or_404(Mailbox, pk=asked["mailbox"])
    try:
        acts.take_consent(
            mailbox=found,
            answer=request.build_absolute_uri(),
            state=asked["state"],
            verifier=asked["verifier"],
            by=request.user,
        )
        messages.success(request, _("Thank you. Heard may sign in for this mailbox now."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("mail:mailbox", found.pk)
