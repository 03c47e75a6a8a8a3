"""Erasing by law, at their wish or because the time is over: two people, and no ending."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.decisions.acts.erasing import erase
from heard.decisions.models import Erasure
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.hands import in_one_hand
from heard.people.models import Colleague, Contact


def propose_erasure(*, contact: Contact, by: Colleague, ground: str, reason: str) -> Erasure:
    """A new message of theirs does not void it: what is to be erased stays to be erased."""
    if ground not in dict(Erasure.GROUNDS):
        raise Refusal(_("Please say on what ground it is erased. Nothing was proposed yet."))
    if not reason.strip():
        raise Refusal(_("Please write where this ground stands. Nothing was proposed yet."))
    if not by.is_active:
        raise Refusal(_("You no longer work here, so nothing was proposed."))
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                contact=contact, ground=ground, reason=reason.strip(), by=by, at=clock.now()
            )
            record(verb="decisions.erasure_proposed", by=by, about=_about(erasure))
    except IntegrityError:
        raise Refusal(
            _("A colleague has proposed this already; please read that proposal.")
        ) from None
    return erasure


def carry_out_erasure(*, erasure: Erasure, by: Colleague) -> Erasure:
    """A second person, and one of the two leads or administrates: so it is no back door."""
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if not erasure.is_open:
            raise Refusal(_("This is withdrawn, void or done by now, so nothing was changed."))
        if not erasure.by.is_active:
            raise Refusal(
                _("Whoever proposed this has left the house. Please propose it once more.")
            )
        if in_one_hand(by, erasure.by, erasure.at):
            raise Refusal(_("It takes a second person to erase this. Nothing was erased."))
        if not by.is_active or by.learning:
            raise Refusal(_("It takes a colleague with more practice. Nothing was erased."))
        if not any(one.leads or one.is_administrator for one in (by, erasure.by)):
            raise Refusal(
                _("One of the two has to be a manager, a partner or an administrator."
                  " Nothing was erased.")
            )  # fmt: skip
        erase([erasure.contact], by=by)
        erasure.refresh_from_db()
        erasure.carried_out_at, erasure.carried_out_by = clock.now(), by
        erasure.save(update_fields=["carried_out_at", "carried_out_by"])
        record(verb="decisions.erased", by=by, about=_about(erasure))
    return erasure


def withdraw_erasure(*, erasure: Erasure, by: Colleague) -> None:
    """It is not to be erased after all: whoever proposed it says so, or who leads."""
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if not erasure.is_open:
            raise Refusal(_("This is withdrawn, void or done by now, so nothing was changed."))
        if by.pk != erasure.by_id and not by.leads and not by.is_administrator:
            raise Refusal(
                _("Whoever proposed it, or a manager, partner or administrator, can take it back.")
            )
        erasure.withdrawn_at = clock.now()
        erasure.save(update_fields=["withdrawn_at"])
        record(verb="decisions.erasure_withdrawn", by=by, about=_about(erasure))


def _about(erasure: Erasure) -> dict[str, int | str]:
    return {"erasure": erasure.pk, "contact": erasure.contact_id}
