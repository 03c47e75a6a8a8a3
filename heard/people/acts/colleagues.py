"""Colleagues join and change."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people import hands
from heard.people.acts.meeting import normal
from heard.people.advising.ending import end_where_grown
from heard.people.models import (
    Colleague,
)


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
    _free(address)
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
        record(verb=hands.JOINED, by=by, about={"colleague": colleague.pk})
        end_where_grown(by=by)
    return colleague


def change_colleague(*, colleague: Colleague, by: Actor | str, **fields: Any) -> None:
    """Set fields of a colleague. The last administrator stays one, and nobody gives themselves
    another role or a higher limit."""
    with transaction.atomic():
        colleague.lock()
        _may_be_changed(colleague, by, fields)
        held = (colleague.email, colleague.person)
        for name, value in fields.items():
            setattr(colleague, name, value)
        colleague.email = normal(colleague.email)
        first = colleague.second_account_of
        if first and (first.second_account_of_id or colleague.further_accounts.exists()):
            raise Refusal(_("Link every account to the first one of this person, please."))
        _free(colleague.email, besides=colleague.pk)
        taken = held != (colleague.email, colleague.person)
        colleague.save(update_fields=[*fields])
        keep_an_administrator()
        about = {"colleague": colleague.pk, **({hands.TAKEN: 1} if taken else {})}
        record(verb=hands.CHANGED, by=by, about=about)
        end_where_grown(by=by)


def _free(address: str, besides: int = 0) -> None:
    """Whether this address is nobody's but that account's."""
    holder = Colleague.objects.exclude(pk=besides).filter(email=address).first()
    if holder is None:
        return
    if holder.role != Colleague.ADVISER and not holder.is_active:
        raise Refusal(
            _(
                "This is the address of %(name)s, who has left. Nothing was changed;"
                " they can come back under “The house”."
            )
            % {"name": holder.name}
        )
    raise Refusal(_("A colleague with this address exists already. Nothing was changed."))


def _may_be_changed(before: Colleague, by: Actor | str, fields: dict[str, Any]) -> None:
    if isinstance(by, Colleague):
        _not_ones_own_accounts(before, by, fields)
        _not_ones_own(before, by, fields)
    if Colleague.ADVISER in {before.role, fields.get("role")}:
        raise Refusal(_("An adviser from outside is named on a page of its own. Nothing changed."))
    if not before.is_active:
        raise Refusal(
            _(
                "%(name)s does not work here any more. Nothing was changed;"
                " “The house” lists who left."
            )
            % {"name": before.name}
        )


def _not_ones_own_accounts(before: Colleague, by: Colleague, fields: dict[str, Any]) -> None:
    """Whoever is behind two accounts does not part them for themselves."""
    linked = fields.get("second_account_of", before.second_account_of)
    if before.second_account_of_id and before.person == by.person and linked is None:
        raise Refusal(
            _("Nobody parts their own accounts. Nothing was changed; another administrator can.")
        )


def _not_ones_own(before: Colleague, by: Colleague, fields: dict[str, Any]) -> None:
    """Of no account that is theirs, or becomes theirs with this."""
    first = fields.get("second_account_of", before.second_account_of)
    if by.person not in {before.person, first.pk if first else before.pk}:
        return
    more = fields.get("may_grant", before.may_grant)
    if fields.get("role", before.role) != before.role or Decimal(more) > before.may_grant:
        raise Refusal(
            _(
                "Nobody changes their own role or raises their own limit."
                " Nothing was changed; another administrator can."
            )
        )


def forget_sign_ins(*, days: int) -> int:
    """Sign-ins that ran out `days` ago are let go; returns how many."""
    ran_out = Session.objects.filter(expire_date__lt=clock.now() - timedelta(days=days))
    count, _each = ran_out.delete()
    return count


def keep_an_administrator() -> None:
    if not Colleague.objects.active().filter(role=Colleague.ADMINISTRATOR).exists():
        raise Refusal(
            _(
                "The house needs at least one administrator. Nothing was changed;"
                " name another first."
            )
        )
