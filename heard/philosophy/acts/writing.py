"""Writing the next version, together, and putting it in force."""

from datetime import datetime, timedelta
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
from heard.philosophy.models import Clause, PublicPage, Version
from heard.philosophy.questions import approvals_of
from heard.philosophy.wording import digest_of, digest_to_read

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
    current = Version.latest()
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


def change_clause(
    *, version: Version, number: int, by: Colleague, new: bool = False, **fields: Any
) -> Clause:
    """Write a clause of the draft; approvals given so far no longer fit it.

    `new`: the writer thinks that no clause has this number yet; Refusal where one has.
    """
    _may_edit(by)
    _still_a_draft(version)
    within_bounds(fields)
    with transaction.atomic():
        Version.objects.select_for_update().get(pk=version.pk)
        if new and version.clauses.filter(number=number).exists():
            raise Refusal(
                _(
                    "There is a clause %(number)s by now. What you wrote is kept here; please give"
                    " it another number."
                )
                % {"number": number}
            )
        clause, _made = Clause.objects.update_or_create(
            version=version, number=number, defaults=fields
        )
        touched(version, by)
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
        touched(version, by)


def set_minor(*, version: Version, minor: bool, by: Colleague) -> None:
    """A minor revision keeps the sign-offs; anything else is signed again.

    It writes not a word, so it makes nobody the one who drafted the text.
    """
    _may_edit(by)
    _still_a_draft(version)
    with transaction.atomic():
        version.minor = minor
        version.save(update_fields=["minor"])
        record(verb="philosophy.drafted", by=by, about={"version": version.pk})


def put_draft_away(*, version: Version, by: Colleague) -> None:
    """Drop a draft of the next version; what is in force stays as it is."""
    _may_edit(by)
    _still_a_draft(version)
    with transaction.atomic():
        record(verb="philosophy.draft_put_away", by=by, about={"version": version.pk})
        version.delete()


def take_in(*, clauses: list[dict[str, Any]], by: Colleague) -> Version:
    """Make the draft of the next version say exactly what `clauses` (fields of `Clause`) say.

    Refusal where somebody else's draft would be lost.
    """
    _may_edit(by)
    open_draft = Version.being_drafted()
    writer = open_draft.drafted_by if open_draft else None
    if writer is not None and writer.person != by.person:
        raise Refusal(
            _("%(name)s is writing a draft, and a file would take its place. Nothing was changed;"
              " please put that draft away first.") % {"name": writer.name}
        )  # fmt: skip
    for fields in clauses:
        within_bounds(fields)
    draft = draft_next(by=by)
    with transaction.atomic():
        draft.clauses.all().delete()
        Clause.objects.bulk_create(Clause(version=draft, **fields) for fields in clauses)
        touched(draft, by)
    return draft


def publish(*, version: Version, by: Colleague, valid_from: datetime | None = None) -> Version:
    """Publish a draft, once someone other than its last editor approved exactly this text and
    the scenes that ask about it.

    It is in force at once, or from `valid_from` on. Refusal for a day that has passed, for a text
    without a clause, and where a protection is missing.
    """
    _may_edit(by)
    if valid_from is not None and valid_from < clock.now():
        raise Refusal(_("That day has passed already. The draft is kept; choose another one."))
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version.pk)
        _still_a_draft(version)
        editor = version.drafted_by
        readers = approvals_of(
            act_name=version.reference, digest=digest_to_read(version), besides=editor
        )
        if not any(may_edit(approval.by) for approval in readers):
            raise Refusal(
                _(
                    "A second person has to read the whole text before it is published."
                    " The draft is kept; please ask a manager, partner or administrator."
                )
            )
        if not version.clauses.exists():
            raise Refusal(_("It has no clause yet, so there is nothing to publish."))
        keeps_its_protections(version)
        _put_in_force(version, by, valid_from)
    return version


def open_to_all(*, by: Colleague) -> None:
    """Everyone can read the published versions, at addresses that stay."""
    _may_edit(by)
    with transaction.atomic():
        if not PublicPage.is_open():
            PublicPage.objects.create(opened_at=clock.now(), opened_by=by)
            record(verb="philosophy.opened_to_all", by=by)


def close_to_all(*, by: Colleague) -> None:
    _may_edit(by)
    with transaction.atomic():
        if PublicPage.objects.filter(closed_at=None).update(closed_at=clock.now()):
            record(verb="philosophy.closed_to_all", by=by)


def may_edit(colleague: Colleague) -> bool:
    return colleague.is_active and (colleague.leads or colleague.is_administrator)


def editors() -> list[Colleague]:
    """Everyone who may edit the philosophy, by name."""
    return [one for one in Colleague.objects.active().order_by("name") if may_edit(one)]


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


def touched(version: Version, by: Colleague) -> None:
    """`by` changed the draft last, so somebody else has to read it."""
    version.drafted_by = by
    version.save(update_fields=["drafted_by"])
    record(verb="philosophy.drafted", by=by, about={"version": version.pk})


def _put_in_force(
    version: Version, by: Colleague | str, valid_from: datetime | None = None
) -> None:
    version.published_at = clock.now()
    version.valid_from = valid_from or version.published_at
    version.published_by = by if isinstance(by, Colleague) else None
    version.digest = digest_of(version)
    version.save()
    record(verb="philosophy.published", by=by, about={"version": version.pk}, digest=version.digest)
