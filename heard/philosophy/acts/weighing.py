"""The gate: what the written word says about an act, and how a finding was resolved."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from heard.journal import clock
from heard.journal.acts import record
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.philosophy import gate, scope, wording
from heard.philosophy.gate import Act, Finding
from heard.philosophy.models import Clause, Resolution, Version
from heard.philosophy.questions import approvals_of

MEANT = "meant"  # asked where a rule rests on a reading: "is it meant so?"


def weigh(act: Act) -> list[Finding]:
    """What the version in force says about `act`: one finding per rule whose condition fails."""
    version = Version.in_force()
    gentle = version is not None and version.is_gentle(clock.now())
    said = [say(clause, act, gentle=gentle) for clause in _binding(version)]
    return [finding for finding in said if finding is not None]


def say(clause: Clause, act: Act, *, gentle: bool = False) -> Finding | None:
    """What one clause says about `act`; None where its condition holds or it speaks of others."""
    rule = gate.rule(clause.rule)
    if rule is None or act.kind not in rule.kinds or not scope.covers(clause, rule, act):
        return None
    missing = rule.check(act, gate.parameters(rule, clause))
    if missing is None:
        return None
    level = missing.level or max(clause.level, rule.floor, key=Clause.SEVERITY.index)
    level = Clause.NOTE if gentle and rule.gentle else level
    if rule.reading and level in {Clause.COLLEAGUE, Clause.STOP}:
        missing = replace(missing, asks=(MEANT,))
    return _finding(act, clause, level, missing)


def _binding(version: Version | None) -> list[Clause]:
    """The clauses that bind a rule. What no company can weaken holds before it has written a word,
    and where its words leave it out: then in the words a house begins with."""
    bound = list(version.clauses.exclude(rule="")) if version else []
    names = {clause.rule for clause in bound}
    firm = {rule.name for rule in gate.rules() if rule.floor == Clause.STOP} - names
    return bound + [Clause(**fields) for fields in wording.starter() if fields.get("rule") in firm]


def _finding(act: Act, clause: Clause, level: str, missing: gate.Missing) -> Finding:
    """A question is resolved by its answer only, a stop by its condition only."""
    approvals, resolved = 0, False
    if missing.asks == (MEANT,):
        resolved = clause.number in act.answers.get(MEANT, ())
    if level == Clause.REASON and not missing.asks:
        resolved = bool(str(act.answers.get("reason", "")).strip())
    if level in {Clause.REASON, Clause.COLLEAGUE} and not missing.asks:
        found = approvals_of(act_name=act.name, digest=act.digest, besides=act.by, until=act.at)
        rule = gate.rule(clause.rule)
        if rule is not None and rule.floor == Clause.STOP:  # an ending is the house's own matter
            found = found.exclude(by__role=Colleague.ADVISER)
        approvals = len({approval.by.person for approval in found})
        enough = approvals >= max(missing.needs, 1)
        led = not missing.leads or any(approval.by.leads for approval in found)
        resolved = resolved or (enough and led)
    return Finding(clause, level, missing, resolved, approvals)


def unresolved(act: Act) -> list[Finding]:
    """The findings that still keep `act` from happening."""
    return [finding for finding in weigh(act) if finding.blocks]


def keep(*, act: Act, findings: Iterable[Finding]) -> None:
    """Keep how each finding about a letter that is leaving was resolved, for its writer's eyes."""
    if not functions.is_on("own_findings"):
        return
    for finding in findings:
        reason = str(act.answers.get("reason", "")).strip()
        how = how_resolved(finding, reason)
        resolve(
            act=act,
            clause_number=finding.clause.number,
            by=act.by,
            level=finding.level,
            how=how,
            reason=reason if how == Resolution.REASON else "",
        )


def how_resolved(finding: Finding, reason: str) -> str:
    if finding.missing.asks:
        return Resolution.ANSWERED
    if finding.level == Clause.REASON and reason:
        return Resolution.REASON
    return Resolution.COLLEAGUE if finding.resolved else Resolution.NOTED


def resolve(
    *,
    act: Act,
    clause_number: int,
    by: Colleague,
    reason: str = "",
    level: str = "",
    how: str = "reason",
) -> Resolution:
    """Keep how a finding was resolved when the act happened; only its writer ever sees it."""
    version = Version.in_force()
    clause = version.clauses.filter(number=clause_number).first() if version else None
    with transaction.atomic():
        resolution, _made = Resolution.objects.update_or_create(
            act=act.name,
            clause_number=clause_number,
            by=by,
            defaults={
                "level": level or (clause.level if clause else Clause.NOTE),
                "how": how,
                "reason": reason,
                "at": clock.now(),
            },
        )
        record(verb="philosophy.resolved", by=by, about={"act": act.name, "clause": clause_number})
    return resolution


def let_go(*, act_name: str) -> None:
    """The act did not happen after all, so nothing about it is kept."""
    Resolution.objects.filter(act=act_name).delete()


def forget_resolutions(*, days: int) -> int:
    """What was kept for its writer goes after `days`; returns how many rows."""
    count, _each = Resolution.objects.filter(at__lt=clock.now() - timedelta(days=days)).delete()
    return count
