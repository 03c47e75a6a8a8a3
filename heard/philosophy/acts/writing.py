"""Writing the next version, together, and putting it in force."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.philosophy import gate, wording
from heard.philosophy.acts.protections import keeps_its_protections, within_bounds
from heard.philosophy.models import Clause, Version
from heard.philosophy.questions import approvals_of
from heard.philosophy.wording import digest_of

GENTLE_START = timedelta(days=30)


def load_starter(*, by: Colleague | str, path: Path = wording.STARTER) -> Version:
    """Publish the starter philosophy as version 1, beginning gently; once only."""
    known = Version.in_force()
    if known:
        return known
    if isinstance(by, Colleague) and not by.is_administrator:
        raise Refusal(_("Only an administrator can begin with the starter philosophy."))
    with transaction.atomic():
        moment = clock.now()
        version = Version.objects.create(
            number=1, created_at=moment, gentle_until=moment + GENTLE_START
        )
        Clause.objects.bulk_create(
            Clause(version=version, **fields) for fields in wording.read(path)
        )
        _put_in_force(version, by)
    return version


def draft_next(*, by: Colleague) -> Version:
    """The draft of the next version: the one there is, or a copy of the one in force."""
    _may_edit(by)
    draft = Version.being_drafted()
    if draft:
        return draft
    current = Version.in_force()
    try:
        with transaction.atomic():
            draft = Version.objects.create(
                number=current.number + 1 if current else 1,
                created_at=clock.now(),
                drafted_by=by,
                gentle_until=current.gentle_until if current else clock.now() + GENTLE_START,
            )
            if current:
                Clause.objects.bulk_create(
                    Clause(version=draft, **wording.fields_of(clause))
                    for clause in current.clauses.all()
                )
            record(verb="philosophy.drafted", by=by, about={"version": draft.pk})
    except IntegrityError:  # begun by a colleague in the same moment
        return Version.objects.get(published_at=None)
    return draft


def change_clause(*, version: Version, number: int, by: Colleague, **fields: Any) -> Clause:
    """Write a clause of the draft, new or known; approvals given so far no longer fit it."""
    _may_edit(by)
    _still_a_draft(version)
    within_bounds(fields)
    with transaction.atomic():
        clause, _made = Clause.objects.update_or_create(
            version=version, number=number, defaults=fields
        )
        _touched(version, by)
    return clause


def drop_clause(*, clause: Clause, by: Colleague) -> None:
    _may_edit(by)
    _still_a_draft(clause.version)
    rule = gate.rule(clause.rule)
    if rule and rule.floor == Clause.STOP:
        raise Refusal(
            _("This clause protects people from being cut off by one person alone, so it stays.")
        )
    with transaction.atomic():
        version = clause.version
        clause.delete()
        _touched(version, by)


def set_minor(*, version: Version, minor: bool, by: Colleague) -> None:
    """A minor revision keeps the sign-offs; anything else is signed again."""
    _may_edit(by)
    _still_a_draft(version)
    with transaction.atomic():
        version.minor = minor
        version.save(update_fields=["minor"])
        _touched(version, by)


def put_draft_away(*, version: Version, by: Colleague) -> None:
    """Drop a draft of the next version; what is in force stays as it is."""
    _may_edit(by)
    _still_a_draft(version)
    with transaction.atomic():
        record(verb="philosophy.draft_put_away", by=by, about={"version": version.pk})
        version.delete()


def publish(*, version: Version, by: Colleague) -> Version:
    """Put a draft in force, once someone other than its last editor approved exactly this text."""
    _may_edit(by)
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version.pk)
        _still_a_draft(version)
        editor = version.drafted_by
        readers = approvals_of(
            act_name=version.reference, digest=digest_of(version), besides=editor
        )
        if not any(may_edit(approval.by) for approval in readers):
            raise Refusal(
                _(
                    "A second person has to read the whole text before it is published."
                    " The draft is kept; please ask a manager, partner or administrator."
                )
            )
        keeps_its_protections(version)
        _put_in_force(version, by)
    return version


def may_edit(colleague: Colleague) -> bool:
    return colleague.is_active and (colleague.leads or colleague.is_administrator)


def _may_edit(by: Colleague) -> None:
    if not may_edit(by):
        raise Refusal(
            _("Managers, partners and administrators edit the philosophy. Nothing was changed.")
        )


def _still_a_draft(version: Version) -> None:
    if version.published_at is not None:
        raise Refusal(
            _("This version is published and stays as it was. Please begin the next version.")
        )


def _touched(version: Version, by: Colleague) -> None:
    version.drafted_by = by
    version.save(update_fields=["drafted_by"])
    record(verb="philosophy.drafted", by=by, about={"version": version.pk})


def _put_in_force(version: Version, by: Colleague | str) -> None:
    version.published_at = clock.now()
    version.published_by = by if isinstance(by, Colleague) else None
    version.digest = digest_of(version)
    version.save()
    record(verb="philosophy.published", by=by, about={"version": version.pk}, digest=version.digest)
