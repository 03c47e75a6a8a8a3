"""The gate, and everything colleagues do with the company's written word."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.philosophy import gate, wording
from heard.philosophy.gate import Act, Finding
from heard.philosophy.models import Approval, Clause, Recognition, Resolution, SignOff, Version
from heard.philosophy.questions import approvals_of, has_signed
from heard.philosophy.wording import digest_of

GENTLE_START = timedelta(days=30)
LEVELS = [Clause.NOTE, Clause.REASON, Clause.COLLEAGUE, Clause.STOP]


def weigh(act: Act) -> list[Finding]:
    """What the version in force says about `act`: one finding per rule whose condition fails."""
    version = Version.in_force()
    if version is None:
        return []
    gentle = version.is_gentle(clock.now())
    findings = []
    for clause in version.clauses.exclude(rule=""):
        rule = gate.rule(clause.rule)
        if rule is None or act.kind not in rule.kinds:
            continue
        missing = rule.check(act, gate.parameters(rule, clause))
        if missing is not None:
            note = gentle and rule.gentle
            level = Clause.NOTE if note else max(clause.level, rule.floor, key=LEVELS.index)
            findings.append(_finding(act, clause, level, missing))
    return findings


def _finding(act: Act, clause: Clause, level: str, missing: gate.Missing) -> Finding:
    """A question is resolved by its answer only, a stop by its condition only."""
    approvals, resolved = 0, False
    if level == Clause.REASON and not missing.asks:
        resolved = bool(str(act.answers.get("reason", "")).strip())
    if level in {Clause.REASON, Clause.COLLEAGUE} and not missing.asks:
        found = approvals_of(act_name=act.name, digest=act.digest, besides=act.by)
        approvals = len(found)
        enough = approvals >= max(missing.needs, 1)
        led = not missing.leads or any(approval.by.leads for approval in found)
        resolved = resolved or (enough and led)
    return Finding(clause, level, missing, resolved, approvals)


def unresolved(act: Act) -> list[Finding]:
    """The findings that still keep `act` from happening."""
    return [finding for finding in weigh(act) if finding.blocks]


def approve(*, act_name: str, digest: str, proposed_by: Colleague, by: Colleague) -> Approval:
    """`by` stands behind exactly what `digest` was made of; any change of it voids this."""
    if by.pk == proposed_by.pk:
        raise Refusal(
            _(
                "You proposed this yourself, so it needs another pair of eyes."
                " Nothing was changed; please ask a colleague."
            )
        )
    if not by.is_active:
        raise Refusal(_("You no longer work here, so this was not approved."))
    with transaction.atomic():
        before = Approval.objects.filter(act=act_name, digest=digest, by=by, voided_at=None).first()
        if before:
            return before
        approval = Approval.objects.create(
            act=act_name, digest=digest, proposed_by=proposed_by, by=by, at=clock.now()
        )
        record(verb="philosophy.approved", by=by, about={"act": act_name}, digest=digest)
    return approval


def void_approvals(*, act_name: str, by: Actor | str, digest: str | None = None) -> int:
    """Take back every standing approval of the act (or only those bound to `digest`)."""
    with transaction.atomic():
        found = Approval.objects.filter(act=act_name, voided_at=None)
        if digest is not None:
            found = found.filter(digest=digest)
        count = found.update(voided_at=clock.now())
        if count:
            record(verb="philosophy.approvals_voided", by=by, about={"act": act_name})
    return count


def resolve(*, act: Act, clause_number: int, by: Colleague, reason: str = "") -> Resolution:
    """Keep how a finding was resolved when the act happened; only its writer ever sees it."""
    version = Version.in_force()
    clause = version.clauses.filter(number=clause_number).first() if version else None
    with transaction.atomic():
        resolution, _made = Resolution.objects.update_or_create(
            act=act.name,
            clause_number=clause_number,
            by=by,
            defaults={
                "level": clause.level if clause else Clause.NOTE,
                "reason": reason,
                "at": clock.now(),
            },
        )
        record(verb="philosophy.resolved", by=by, about={"act": act.name, "clause": clause_number})
    return resolution


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
    _within_bounds(fields)
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
        _keeps_its_protections(version)
        _put_in_force(version, by)
    return version


def sign(*, version: Version, colleague: Colleague) -> None:
    """`colleague` has read this version and stands by it; bound to the text's hash."""
    current = Version.in_force()
    if current is None or current.pk != version.pk:
        raise Refusal(
            _("There is a newer version by now, so nothing was signed. Please read that one.")
        )
    if not colleague.is_active:
        raise Refusal(_("You no longer work here, so nothing was signed."))
    if digest_of(version) != version.digest:
        raise Refusal(_("This text is not the one that was published, so nothing was signed."))
    if has_signed(version, colleague):
        return
    with transaction.atomic():
        SignOff.objects.get_or_create(
            version=version,
            colleague=colleague,
            defaults={"digest": version.digest, "at": clock.now()},
        )
        record(verb="philosophy.signed", by=colleague, about={"version": version.pk})


def recognise(
    *, clause_number: int, by: Colleague, to: Colleague, words: str, about: str = ""
) -> Recognition:
    """Thank a colleague for a clause lived in a real conversation."""
    words = words.strip()
    if by.pk == to.pk:
        raise Refusal(_("Thanks are for someone else; nothing was written."))
    if not words:
        raise Refusal(_("Please say in a few words what your colleague did; nothing was written."))
    version = Version.in_force()
    if version is None or not version.clauses.filter(number=clause_number).exists():
        raise Refusal(_("There is no such clause in the version in force; nothing was written."))
    with transaction.atomic():
        recognition = Recognition.objects.create(
            clause_number=clause_number,
            by=by,
            to=to,
            about=about,
            words=words[:300],
            at=clock.now(),
        )
        record(
            verb="philosophy.recognised",
            by=by,
            about={"recognition": recognition.pk, "clause": clause_number},
        )
    return recognition


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


def _within_bounds(fields: dict[str, Any]) -> None:
    """A rule's floor and the bounds of its parameters hold for every company."""
    rule = gate.rule(str(fields.get("rule", "")))
    if rule is None:
        return
    if LEVELS.index(fields.get("level", rule.floor)) < LEVELS.index(rule.floor):
        raise Refusal(
            _("The rule of this clause cannot be weakened below its floor. Nothing was changed.")
        )
    for name, (_default, lowest, highest) in rule.parameters.items():
        value = fields.get("parameters", {}).get(name, _default)
        if not isinstance(value, int) or not lowest <= value <= highest:
            raise Refusal(_("A number of this rule lies outside its bounds. Nothing was changed."))


def _keeps_its_protections(version: Version) -> None:
    """What was bound with a floor of "stop" stays bound: no edit lets one person act alone."""
    current = Version.in_force()
    bound = set(version.clauses.values_list("rule", flat=True))
    for name in current.clauses.values_list("rule", flat=True) if current else ():
        rule = gate.rule(name)
        if rule and rule.floor == Clause.STOP and name not in bound:
            raise Refusal(
                _(
                    "A clause that protects people from being cut off by one person alone is"
                    " missing. The draft is kept; please put its rule back."
                )
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
