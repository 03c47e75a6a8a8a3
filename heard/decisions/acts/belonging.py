"""Whose an address is, where that could close the door on someone.

A barrier holds for a contact with all its addresses. To lay another person's address under it would
cut that person off, so while it stands no address and no other contact is joined to it.
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
    if joined and joined.pk != contact.organisation_id and _barred_there(joined):
        raise Refusal(
            _(
                "This organisation is blocked, muted or archived, and this would close the door on"
                " one more person. Nothing was changed; open the way back first."
            )
        )
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
