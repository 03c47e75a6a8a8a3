"""Naming an adviser, saying yes to them as a second person, and ending it."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.acts.meeting import normal
from heard.people.advising import letters
from heard.people.advising.models import Adviser
from heard.people.advising.questions import is_small, named, others
from heard.people.freemail import domain_of, says_nothing
from heard.people.hands import in_one_hand
from heard.people.models import Colleague
from heard.people.staff import functions


def may_name(colleague: Colleague) -> bool:
    return colleague.is_active and colleague.role in {Colleague.PARTNER, Colleague.ADMINISTRATOR}


def name_adviser(*, name: str, email: str, language: str, by: Colleague) -> Adviser:
    """Somebody from outside becomes a second pair of eyes, once another person here says yes."""
    functions.must_be_on("adviser")
    if not may_name(by):
        raise Refusal(_("Partners and administrators name an adviser. Nobody was named."))
    if not is_small():
        raise Refusal(
            _("More than three people work here, so colleagues read for each other."
              " Nobody was named.")
        )  # fmt: skip
    address = normal(email)
    _from_outside(address)
    if not name.strip():
        raise Refusal(_("Please say who it is. Nobody was named yet."))
    with transaction.atomic():
        if named() is not None:
            raise Refusal(_("There is an adviser already. Nobody else was named."))
        account = _account(address, name.strip()[:200], language)
        adviser = Adviser.objects.create(account=account, named_by=by, named_at=clock.now())
        record(verb="people.adviser_named", by=by, about={"colleague": account.pk})
        if not others(adviser):
            letters.named(adviser)
    return adviser


def _account(address: str, name: str, language: str) -> Colleague:
    """A new one, or that of somebody who was adviser before; the yes of then was to that naming."""
    Adviser.objects.filter(account__email=address).delete()
    account, _made = Colleague.objects.update_or_create(
        email=address,
        role=Colleague.ADVISER,
        defaults={
            "name": name, "language": language, "password": make_password(None),
            "weekly_note": False, "joined_at": clock.now(), "left_at": None,
        },
    )  # fmt: skip
    return account


def _from_outside(address: str) -> None:
    """An address of the house could be read by whoever names it."""
    inside = Colleague.objects.exclude(role=Colleague.ADVISER)
    if inside.filter(email=address).exists():
        raise Refusal(_("A colleague with this address exists already. Nothing was changed."))
    own = {domain_of(one) for one in inside.values_list("email", flat=True)}
    domain = domain_of(address)
    if not domain or (domain in own and not says_nothing(domain)):
        raise Refusal(
            _("This is an address of your own house. An adviser comes from outside;"
              " nobody was named.")
        )  # fmt: skip


def agree_to_adviser(*, adviser: Adviser, by: Colleague) -> None:
    """A second person of the house says yes to exactly this person at this address."""
    with transaction.atomic():
        fresh = Adviser.objects.select_for_update().filter(pk=adviser.pk).first()
        if fresh is None or not fresh.account.is_active or not is_small():
            raise Refusal(_("Nobody is named any more. Nothing was changed."))
        if not by.is_active or by.role == Colleague.ADVISER or by.learning:
            raise Refusal(_("A colleague of the house says yes to it. Nothing was changed."))
        if in_one_hand(by, fresh.named_by, clock.now()):
            raise Refusal(
                _(
                    "It takes somebody other than the person who named them; an account that this "
                    "person set up or changed within the last week does not count. Nothing was "
                    "changed."
                )
            )  # fmt: skip
        if fresh.agreed_by_id is not None:
            return
        fresh.agreed_by, fresh.agreed_at = by, clock.now()
        fresh.save(update_fields=["agreed_by", "agreed_at"])
        record(verb="people.adviser_agreed", by=by, about={"colleague": fresh.account_id})
        letters.named(fresh)
