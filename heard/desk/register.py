"""The register: organisations and the people in them, each with the arc of the relationship."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.contacts import contacts_for
from heard.conversations.models import Conversation
from heard.decisions import acts as decisions
from heard.desk.arc import arc
from heard.desk.rows import PAGE, rows, with_their_words
from heard.desk.words import LONGEST, in_contact, words_of
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people import acts
from heard.people.forms import ContactForm, OrganisationForm
from heard.people.models import Colleague, Contact, Merge, Organisation
from heard.people.signin import Request

HISTORY = 200  # conversations that the arc looks at, the latest


def organisations_for(colleague: Colleague) -> QuerySet[Organisation]:
    return Organisation.objects.filter(
        Q(contacts__in=contacts_for(colleague).values("pk")) | Q(contacts=None)
    ).distinct()


@login_required
@require_GET
def register(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = contacts_for(request.user).select_related("organisation")
    found = found.filter(~Q(name="") | Q(addresses__isnull=False))  # of the erased nothing is known
    for word in words_of(words):
        found = found.filter(in_contact(word))
    found = found.distinct().order_by("organisation__name", "name")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/register.html", {"page": page, "words": words})


def _conversations(request: Request, which: Q) -> dict[str, object]:
    found = Conversation.objects.visible_to(request.user).filter(which).order_by("-last_at")
    page = Paginator(with_their_words(found), PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": rows(page.object_list, request.user),
        "moment": clock.now(),
        "arc": arc(found[:HISTORY]),
    }


@login_required
@require_GET
def contact(request: Request, pk: int) -> HttpResponse:
    """The page of a contact; of one that turned out to be another, that other's."""
    joined = Merge.objects.standing().of(pk).first()
    if joined is not None:
        return redirect("desk:contact", joined.kept_id)
    found = get_object_or_404(contacts_for(request.user).select_related("organisation"), pk=pk)
    context = _conversations(request, Q(contact=found))
    others = contacts_for(request.user).exclude(pk=found.pk).exclude(addresses=None)
    alike = Q(name=found.name) if found.name else Q()
    if found.organisation_id:
        alike |= Q(organisation=found.organisation_id)
    return render(
        request,
        "desk/contact.html",
        {
            "contact": found,
            "alike": others.filter(alike)[:20] if alike else [],
            "merges": found.merges.standing().exclude(merged_name=""),  # "": erased
            **context,
        },
    )


@login_required
@require_POST
def merge(request: Request, pk: int) -> HttpResponse:
    """The other contact, named by an address, is this same person."""
    kept = get_object_or_404(contacts_for(request.user), pk=pk)
    address = request.POST.get("address", "").strip().lower()
    merged = contacts_for(request.user).filter(addresses__address=address).first()
    try:
        if merged is None:
            raise Refusal(_("Nobody is known here by this address. Nothing was changed."))
        decisions.merge(kept=kept, merged=merged, by=request.user)
        messages.success(request, _("They are one contact now. You can part them again below."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:contact", kept.pk)


@login_required
@require_POST
def part(request: Request, pk: int) -> HttpResponse:
    kept = contacts_for(request.user).values("pk")
    found = get_object_or_404(Merge, pk=pk, kept__in=kept, parted_at=None)
    acts.part(merge=found, by=request.user)
    messages.success(request, _("They are two contacts again."))
    return redirect("desk:contact", found.kept_id)


@login_required
@require_GET
def organisation(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(organisations_for(request.user), pk=pk)
    people = contacts_for(request.user).filter(organisation=found)
    context = _conversations(request, Q(contact__organisation=found))
    return render(
        request,
        "desk/organisation.html",
        {
            "organisation": found,
            "people": people.annotate(said=Count("conversations")).order_by("name"),
            **context,
        },
    )


@login_required
def edit_contact(request: Request, pk: int | None = None) -> HttpResponse:
    known = get_object_or_404(contacts_for(request.user), pk=pk) if pk else None
    form = ContactForm(
        request.POST or None, instance=known, organisations=organisations_for(request.user)
    )
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ContactForm.Meta.fields}
        addresses = form.cleaned_data["addresses"].split()
        try:
            if known:
                fresh = Contact.objects.get(pk=known.pk)
                decisions.change_contact(
                    contact=fresh, by=request.user, addresses=addresses, **fields
                )
            else:
                fresh = decisions.add_contact(by=request.user, addresses=addresses, **fields)
            messages.success(request, _("Saved."))
            return redirect("desk:contact", fresh.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    title = known.shown_name if known else _("A new contact")
    return render(
        request, "people/form.html", {"form": form, "title": title, "back": "desk:register"}
    )


@login_required
def edit_organisation(request: Request, pk: int | None = None) -> HttpResponse:
    known = get_object_or_404(organisations_for(request.user), pk=pk) if pk else None
    form = OrganisationForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        fields = {
            "name": form.cleaned_data["name"],
            "kinds": form.cleaned_data["kinds"],
            "domains": form.cleaned_data["domains"].split(),
            "zone": form.cleaned_data["zone"],
            "country": form.cleaned_data["country"],
        }
        try:
            if known:
                fresh = Organisation.objects.get(pk=known.pk)
                decisions.change_organisation(organisation=fresh, by=request.user, **fields)
            else:
                fresh = acts.add_organisation(by=request.user, **fields)
            messages.success(request, _("Saved."))
            return redirect("desk:organisation", fresh.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    title = known.name if known else _("A new organisation")
    return render(
        request, "people/form.html", {"form": form, "title": title, "back": "desk:register"}
    )
