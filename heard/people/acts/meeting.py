"""Whom a mail comes from: known by the address, or met now."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.inserted import insert, rewrite
from heard.journal.prepared import Lookup
from heard.journal.refusal import Refusal
from heard.people.freemail import domain_of, says_nothing
from heard.people.models import (
    Address,
    Contact,
    Domain,
    Organisation,
)

MET = Lookup(lambda address: Contact.objects.filter(addresses__address=address), str)
KNOWN_BY = Lookup(lambda domain: Organisation.objects.filter(domains__name=domain), str)


def normal(address: str) -> str:
    """The address in lower case; Refusal when it is malformed."""
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refusal(
            _("This is not an e-mail address. Nothing was changed; please check it.")
        ) from None
    return address


def meet(*, address: str, name: str = "", at: datetime | None = None) -> Contact:
    """The contact with this address, made at the first mail; organisation by domain.

    `address` is taken as it is, in lower case: real mail has odd ones, and none is turned away.
    """
    address = address.strip().lower()[:320]
    known = MET.first(address)
    if known:
        if name and not known.name:
            known.name = name[:200]
            rewrite(known, "name")
        return known
    moment = at or clock.now()
    try:
        with transaction.atomic():
            contact = insert(
                Contact(
                    name=name[:200],
                    organisation=_organisation_by_domain(domain_of(address), moment),
                    met_at=moment,
                )
            )
            insert(Address(contact=contact, address=address))
            record(verb="people.contact_met", by="machine:people", about={"contact": contact.pk})
    except IntegrityError:  # met by another process in the same moment
        return Address.objects.select_related("contact").get(address=address).contact
    return contact


def _organisation_by_domain(domain: str, moment: datetime) -> Organisation | None:
    if says_nothing(domain):
        return None
    known = KNOWN_BY.first(domain[:253])
    if known is None:
        known = insert(Organisation(name=domain[:200], met_at=moment))
        insert(Domain(organisation=known, name=domain[:253]))
    return known
