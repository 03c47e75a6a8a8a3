"""Whose an address is, where that could close the door on someone.

A barrier holds for a contact with all its addresses, or for an organisation with all its people and
domains. To lay another person's address under it would cut that person off, so while it stands no
address, no domain and no other contact is joined to it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.decisions.models import Barrier, Decision, Erasure
from heard.journal.refusal import Refusal
from heard.people import acts as people
from heard.people.models import Colleague, Contact, Merge, Organisation


def merge(*, kept: Contact, merged: Contact, by: Colleague) -> Merge:
    """Two contacts are one person. Refusal while a barrier stands for either, or is proposed; and
    while one is to be erased, as nobody agreed that the other goes with it."""
    if _barred(kept, merged):
        raise Refusal(
            _(
                "One of these two is blocked, muted or archived, and this would close the door on"
                " the other as well. Nothing was changed; open the way back first."
            )
        )
    if Erasure.objects.open().filter(contact__in=[kept, merged]).exists():
        raise Refusal(
            _(
                "One of these two is to be erased, and the other would go with it. Nothing was"
                " changed; carry that out or withdraw it first."
            )
        )
    return people.merge(kept=kept, merged=merged, by=by)


def change_contact(
    *, contact: Contact, by: Colleague, addresses: Iterable[str], **fields: Any
) -> None:
    """As `people.change_contact`; a barred contact gets no further address."""
    joined = fields.get("organisation")
    if joined and joined.pk != contact.organisation_id:
        _nobody_joins(joined)
    wanted = {address.strip().lower() for address in addresses} - {""}
    known = set(contact.addresses.values_list("address", flat=True))
    if _barred(contact) and wanted - known:
        raise Refusal(
            _(
                "This contact is blocked, muted or archived, and a further address would be closed"
                " off with it. Nothing was changed; open the way back first."
            )
        )
    people.change_contact(contact=contact, by=by, addresses=wanted, **fields)


def add_contact(
    *, by: Colleague, organisation: Organisation | None = None, **fields: Any
) -> Contact:
    """As `people.add_contact`; a barred organisation gets no further person."""
    if organisation:
        _nobody_joins(organisation)
    return people.add_contact(by=by, organisation=organisation, **fields)


def change_organisation(
    *, organisation: Organisation, by: Colleague, domains: Iterable[str], **fields: Any
) -> None:
    """As `people.change_organisation`; a barred organisation gets no further domain."""
    wanted = {domain.strip().lower() for domain in domains} - {""}
    if wanted - set(organisation.domains.values_list("name", flat=True)):
        _nobody_joins(organisation)
    people.change_organisation(organisation=organisation, by=by, domains=wanted, **fields)


def _nobody_joins(organisation: Organisation) -> None:
    """Refusal while a barrier stands for it, or is proposed."""
    if _barred_there(organisation):
        raise Refusal(
            _(
                "This organisation is blocked, muted or archived, and this would close the door on"
                " others as well. Nothing was changed; open the way back first."
            )
        )


def _barred_there(organisation: Organisation) -> bool:
    standing = Barrier.objects.standing().filter(organisation=organisation)
    return standing.exists() or (
        Decision.objects.open().severing().filter(organisation=organisation).exists()
    )


def _barred(*contacts: Contact) -> bool:
    there = [contact.organisation_id for contact in contacts if contact.organisation_id]
    whom = Q(contact__in=contacts) | Q(organisation__in=there)
    standing = Barrier.objects.standing().filter(whom)
    proposed = Decision.objects.open().severing().filter(whom)
    return standing.exists() or proposed.exists()
