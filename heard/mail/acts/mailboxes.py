"""Mailboxes, and which teams read them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.mail.models import Access, Mailbox
from heard.people.acts import normal
from heard.people.models import Team


def add_mailbox(
    *, name: str, by: Actor | str, address: str = "", teams: Iterable[Team] = (), **fields: Any
) -> Mailbox:
    """Refusal for a name or an address that another mailbox has, or a malformed address."""
    with transaction.atomic():
        mailbox = Mailbox(created_at=clock.now(), name=name, address=address, **fields)
        _save(mailbox)
        _set_teams(mailbox, teams)
        record(verb="mail.mailbox_changed", by=by, about={"mailbox": mailbox.pk})
    return mailbox


def change_mailbox(
    *, mailbox: Mailbox, by: Actor | str, teams: Iterable[Team] | None = None, **fields: Any
) -> Mailbox:
    with transaction.atomic():
        for field, value in fields.items():
            setattr(mailbox, field, value)
        _save(mailbox)
        if teams is not None:
            _set_teams(mailbox, teams)
        record(verb="mail.mailbox_changed", by=by, about={"mailbox": mailbox.pk})
    return mailbox


def give_access(*, mailbox: Mailbox, team: Team, by: Actor | str) -> Access:
    with transaction.atomic():
        access, made = Access.objects.get_or_create(mailbox=mailbox, team=team)
        if made:
            record(verb="mail.access_given", by=by, about={"mailbox": mailbox.pk, "team": team.pk})
    return access


def mailbox_for_import(*, name: str) -> tuple[Mailbox, bool]:
    """The mailbox of this name, and whether it had to be made: administrators read it at first."""
    found = Mailbox.objects.filter(name=name).first()
    return found or add_mailbox(name=name, by="machine:import"), found is None


def _save(mailbox: Mailbox) -> None:
    mailbox.name = mailbox.name.strip()[:100]
    mailbox.address = normal(mailbox.address) if mailbox.address.strip() else ""
    others = Mailbox.objects.exclude(pk=mailbox.pk)
    if not mailbox.name:
        raise Refusal(_("A mailbox needs a name. Nothing was changed."))
    if others.filter(name=mailbox.name).exists():
        raise Refusal(_("A mailbox of this name exists already. Nothing was changed."))
    if mailbox.address and others.filter(address=mailbox.address).exists():
        raise Refusal(_("Another mailbox has this address already. Nothing was changed."))
    mailbox.save()


def _set_teams(mailbox: Mailbox, teams: Iterable[Team]) -> None:
    wanted = {team.pk for team in teams}
    mailbox.access.exclude(team__in=wanted).delete()
    for pk in wanted:
        Access.objects.get_or_create(mailbox=mailbox, team_id=pk)
