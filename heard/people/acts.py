"""Meeting people outside, and looking after the people inside."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.prepared import Lookup, insert, rewrite
from heard.journal.refusal import Refusal
from heard.people.freemail import domain_of, says_nothing
from heard.people.models import (
    Address,
    Calendar,
    Colleague,
    Contact,
    Domain,
    Merge,
    Organisation,
    Team,
)

MET = Lookup(lambda address: Contact.objects.filter(addresses__address=address), str)
KNOWN_BY = Lookup(lambda domain: Organisation.objects.filter(domains__name=domain), str)
KINDS = ("customer", "vendor", "consultant")


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


def add_organisation(
    *,
    name: str,
    by: Actor | str,
    kinds: Iterable[str] = (),
    domains: Iterable[str] = (),
    zone: str = "",
) -> Organisation:
    """Refusal when a domain belongs to another organisation already or is freemail."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name=name.strip()[:200], met_at=clock.now())
        change_organisation(
            organisation=organisation, by=by, kinds=kinds, domains=domains, zone=zone
        )
    return organisation


def change_organisation(
    *,
    organisation: Organisation,
    by: Actor | str,
    name: str | None = None,
    kinds: Iterable[str] | None = None,
    domains: Iterable[str] | None = None,
    zone: str | None = None,
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
                Address.objects.get_or_create(address=address, defaults={"contact": contact})
        record(verb="people.contact_changed", by=by, about={"contact": contact.pk})


def merge(*, kept: Contact, merged: Contact, by: Colleague) -> Merge:
    """Both are one person: the addresses move. What else points to the contact is moved by the
    reactions of the rooms it lies in. `part` undoes it."""
    if kept.pk == merged.pk:
        raise Refusal(_("These two are one contact already."))
    with transaction.atomic():
        moved = list(merged.addresses.values_list("address", flat=True))
        merged.addresses.update(contact=kept)
        row = Merge.objects.create(
            kept=kept,
            merged_name=merged.shown_name,
            addresses=moved,
            moved={"contact": merged.pk},
            by=by,
            at=clock.now(),
        )
        record(verb="people.contacts_merged", by=by, about=_about_merge(row))
    return row


def note_moved(*, merge: Merge, **rows: list[int]) -> None:
    """Keep which rows of a room followed the merge, so that a parting takes just those back."""
    merge.moved = {**merge.moved, **rows}
    merge.save(update_fields=["moved"])


def part(*, merge: Merge, by: Colleague) -> Contact:
    """Undo a merge: the addresses go back to the contact they came from, the rest follows."""
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        contact = Contact.objects.get(pk=merge.moved["contact"])
        if merge.parted_at is None:
            merge.kept.addresses.filter(address__in=merge.addresses).update(contact=contact)
            merge.parted_at = clock.now()
            merge.save(update_fields=["parted_at"])
            record(verb="people.contacts_parted", by=by, about=_about_merge(merge))
    return contact


def _about_merge(merge: Merge) -> dict[str, int | str]:
    return {"contact": merge.kept_id, "merged": merge.moved["contact"], "merge": merge.pk}


def add_colleague(
    *,
    email: str,
    name: str,
    by: Actor | str,
    role: str = Colleague.MEMBER,
    password: str | None = None,
    language: str = "en",
    phone: str = "",
    may_grant: Decimal | int = 0,
    learning: bool = False,
    second_account_of: Colleague | None = None,
) -> Colleague:
    """Someone joins. Without a password they set one through "Forgot your password?"."""
    address = normal(email)
    if Colleague.objects.filter(email=address).exists():
        raise Refusal(_("A colleague with this address exists already. Nothing was changed."))
    with transaction.atomic():
        colleague = Colleague(
            email=address,
            name=name.strip()[:200],
            role=role,
            language=language,
            phone=phone,
            may_grant=may_grant,
            learning=learning,
            second_account_of=second_account_of,
            joined_at=clock.now(),
        )
        colleague.set_password(password)
        colleague.save()
        record(verb="people.colleague_joined", by=by, about={"colleague": colleague.pk})
    return colleague


def change_colleague(*, colleague: Colleague, by: Actor | str, **fields: Any) -> None:
    """Set fields of a colleague. The last administrator stays one, and nobody gives themselves
    another role or a higher limit."""
    if isinstance(by, Colleague) and by.pk == colleague.pk:
        _not_ones_own(colleague, fields)
    with transaction.atomic():
        for name, value in fields.items():
            setattr(colleague, name, value)
        colleague.email = normal(colleague.email)
        first = colleague.second_account_of
        if first and (first.second_account_of_id or colleague.further_accounts.exists()):
            raise Refusal(_("Link every account to the first one of this person, please."))
        if Colleague.objects.exclude(pk=colleague.pk).filter(email=colleague.email).exists():
            raise Refusal(_("A colleague with this address exists already. Nothing was changed."))
        colleague.save()
        _keep_an_administrator()
        record(verb="people.colleague_changed", by=by, about={"colleague": colleague.pk})


def _not_ones_own(colleague: Colleague, fields: dict[str, Any]) -> None:
    before = Colleague.objects.get(pk=colleague.pk)
    more = fields.get("may_grant", before.may_grant)
    if fields.get("role", before.role) != before.role or Decimal(more) > before.may_grant:
        raise Refusal(
            _(
                "Nobody changes their own role or raises their own limit."
                " Nothing was changed; another administrator can."
            )
        )


def depart(*, colleague: Colleague, by: Actor | str) -> None:
    """Someone leaves: cannot sign in any more, is in no team; what they did stays theirs."""
    with transaction.atomic():
        if colleague.left_at:
            return
        colleague.left_at = clock.now()
        colleague.set_unusable_password()
        colleague.save()
        colleague.teams.clear()
        _keep_an_administrator()
        record(verb="people.colleague_departed", by=by, about={"colleague": colleague.pk})


def _keep_an_administrator() -> None:
    if not Colleague.objects.active().filter(role=Colleague.ADMINISTRATOR).exists():
        raise Refusal(
            _(
                "The house needs at least one administrator. Nothing was changed;"
                " name another first."
            )
        )


def add_team(*, name: str, by: Actor | str, members: Iterable[Colleague] = ()) -> Team:
    with transaction.atomic():
        if Team.objects.filter(name=name.strip()).exists():
            raise Refusal(_("A team of this name exists already. Nothing was changed."))
        team = Team.objects.create(name=name.strip()[:100])
        change_team(team=team, by=by, members=members)
    return team


def change_team(
    *,
    team: Team,
    by: Actor | str,
    name: str | None = None,
    members: Iterable[Colleague] | None = None,
) -> None:
    with transaction.atomic():
        if name is not None and name.strip():
            if Team.objects.exclude(pk=team.pk).filter(name=name.strip()).exists():
                raise Refusal(_("A team of this name exists already. Nothing was changed."))
            team.name = name.strip()[:100]
            team.save()
        if members is not None:
            team.members.set(members)
        record(verb="people.team_changed", by=by, about={"team": team.pk})


def set_calendar(*, by: Actor | str, **fields: Any) -> Calendar:
    """The firm's name, zone, hours, working days and holidays."""
    calendar = Calendar.of_the_house()
    for name, value in fields.items():
        setattr(calendar, name, value)
    if calendar.opens >= calendar.closes:
        raise Refusal(_("The day must open before it closes. Nothing was changed."))
    with transaction.atomic():
        calendar.save()
        record(verb="people.calendar_changed", by=by, about={})
    return calendar
