"""Organisations and contacts, as colleagues keep them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people.acts.meeting import normal
from heard.people.freemail import says_nothing
from heard.people.models import (
    Address,
    Contact,
    Domain,
    Organisation,
)

KINDS = ("customer", "vendor", "consultant")


def add_organisation(
    *,
    name: str,
    by: Actor | str,
    kinds: Iterable[str] = (),
    domains: Iterable[str] = (),
    zone: str = "",
    country: str = "",
) -> Organisation:
    """Refusal when a domain belongs to another organisation already or is freemail."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name=name.strip()[:200], met_at=clock.now())
        change_organisation(
            organisation=organisation, by=by, kinds=kinds, domains=domains, zone=zone,
            country=country,
        )  # fmt: skip
    return organisation


def change_organisation(
    *,
    organisation: Organisation,
    by: Actor | str,
    name: str | None = None,
    kinds: Iterable[str] | None = None,
    domains: Iterable[str] | None = None,
    zone: str | None = None,
    country: str | None = None,
) -> None:
    with transaction.atomic():
        if name is not None and name.strip():
            organisation.name = name.strip()[:200]
        if kinds is not None:
            chosen = set(kinds)
            for kind in KINDS:
                setattr(organisation, f"is_{kind}", kind in chosen)
        if zone is not None:
            organisation.zone = zone
        if country is not None:
            organisation.country = country
        organisation.save()
        if domains is not None:
            _set_domains(organisation, {domain.strip().lower() for domain in domains} - {""})
        record(verb="people.organisation_changed", by=by, about={"organisation": organisation.pk})


def _set_domains(organisation: Organisation, domains: set[str]) -> None:
    if any(says_nothing(domain) for domain in domains):
        raise Refusal(
            _("Anyone gets an address there, so this domain cannot stand for one organisation.")
        )
    taken = Domain.objects.filter(name__in=domains).exclude(organisation=organisation)
    if taken.exists():
        raise Refusal(_("Another organisation has this domain already. Nothing was changed."))
    organisation.domains.exclude(name__in=domains).delete()
    for domain in domains:
        Domain.objects.get_or_create(name=domain, defaults={"organisation": organisation})


def forget_organisation(*, organisation: Organisation, by: Actor | str) -> None:
    """It is gone, with its domains; called once nothing of its people is left, by the guard's
    leave."""
    with transaction.atomic():
        record(verb="people.organisation_forgotten", by=by, about={"organisation": organisation.pk})
        organisation.delete()


def add_contact(
    *,
    name: str,
    by: Actor | str,
    addresses: Iterable[str] = (),
    organisation: Organisation | None = None,
    position: str = "",
    phone: str = "",
    language: str = "",
    zone: str = "",
) -> Contact:
    with transaction.atomic():
        contact = Contact.objects.create(met_at=clock.now())
        change_contact(
            contact=contact,
            by=by,
            addresses=addresses,
            name=name,
            organisation=organisation,
            position=position,
            phone=phone,
            language=language,
            zone=zone,
        )
    return contact


def change_contact(
    *, contact: Contact, by: Actor | str, addresses: Iterable[str] | None = None, **fields: Any
) -> None:
    """Set the given fields. Refusal when an address is malformed or is someone else's."""
    about: dict[str, int | str] = {"contact": contact.pk}
    with transaction.atomic():
        for name, value in fields.items():
            setattr(contact, name, value)
        contact.save()
        if addresses is not None:
            wanted = {normal(address) for address in addresses if address.strip()}
            if Address.objects.filter(address__in=wanted).exclude(contact=contact).exists():
                raise Refusal(
                    _("Another contact has this address. Nothing was changed; merge the two.")
                )
            contact.addresses.exclude(address__in=wanted).delete()
            for address in sorted(wanted):
                row, new = Address.objects.get_or_create(
                    address=address, defaults={"contact": contact}
                )
                if new:
                    about["address"] = row.pk
        record(verb="people.contact_changed", by=by, about=about)
