"""Entering functions in the register, switching them, and noting who looked."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.people.staff.functions import Function, function
from heard.people.staff.models import Look, RegisterEntry, WorksAgreement

A_LOOK = timedelta(minutes=10)  # turning a page back and forth is one look


def _administers(by: Colleague) -> None:
    if not (by.is_active and by.is_administrator):
        raise Refusal(_("Administrators keep the register. Nothing was changed."))


def begin_agreement(*, by: Colleague) -> None:
    """From now on every function that touches staff data is off until its entry exists."""
    _administers(by)
    try:
        with transaction.atomic():
            WorksAgreement.objects.create(begun_at=clock.now(), begun_by=by)
            record(verb="people.agreement_begun", by=by)
    except IntegrityError:  # in the same moment by another, or twice by one
        raise Refusal(_("Works-agreement mode is on already. Nothing was changed.")) from None


def end_agreement(*, by: Colleague) -> None:
    """Functions run again unless one was switched off."""
    _administers(by)
    with transaction.atomic():
        ended = WorksAgreement.objects.filter(ended_at=None).update(
            ended_at=clock.now(), ended_by=by
        )
        if ended:
            record(verb="people.agreement_ended", by=by)


def enter(*, name: str, by: Colleague, words: str = "") -> RegisterEntry:
    """Agree to a function as it is described now; it runs from now on."""
    _administers(by)
    known = _known(name)
    with transaction.atomic():
        entry, _made = RegisterEntry.objects.update_or_create(
            function=name,
            defaults={
                "described": known.described,
                "words": words.strip()[:300],
                "by": by,
                "at": clock.now(),
                "off_at": None,
            },
        )
        record(verb="people.function_entered", by=by, about={"function": name})
    return entry


def switch_off(*, name: str, by: Colleague) -> None:
    """It does not run any more; what it kept so far goes when its time is over."""
    _administers(by)
    if _known(name).needed:
        raise Refusal(_("Heard cannot work without this, so it stays on. Nothing was changed."))
    with transaction.atomic():
        RegisterEntry.objects.update_or_create(
            function=name, defaults={"by": by, "at": clock.now(), "off_at": clock.now()}
        )
        record(verb="people.function_switched_off", by=by, about={"function": name})


def _known(name: str) -> Function:
    known = function(name)
    if known is None:
        raise Refusal(_("There is no such function in the register. Nothing was changed."))
    return known


def looked(
    *,
    by: Colleague,
    name: str,
    about: Iterable[Colleague] | None = None,
    export: bool = False,
) -> None:
    """Note that `by` looked at what `name` keeps about others; at one's own nobody looks in.

    `about`: whom it concerned; None where it was about everyone.
    """
    people = [None] if about is None else [one for one in about if one.pk != by.pk]
    lately = Look.objects.filter(
        by=by, function=name, export=export, at__gt=clock.now() - A_LOOK
    ).values_list("about", flat=True)
    known = set(lately)
    Look.objects.bulk_create(
        Look(by=by, about=one, function=name, export=export, at=clock.now())
        for one in people
        if (one.pk if one else None) not in known
    )


def forget_looks(*, days: int) -> int:
    """Who looked is forgotten after `days`; returns how many rows."""
    count, _each = Look.objects.filter(at__lt=clock.now() - timedelta(days=days)).delete()
    return count
