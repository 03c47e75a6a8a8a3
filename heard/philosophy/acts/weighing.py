"""The gate: what the written word says about an act, and how a finding was resolved."""

from django.db import transaction

from heard.journal import clock
from heard.journal.acts import record
from heard.people.models import Colleague
from heard.philosophy import gate
from heard.philosophy.gate import Act, Finding
from heard.philosophy.models import Clause, Resolution, Version
from heard.philosophy.questions import approvals_of


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
            level = (
                Clause.NOTE if note else max(clause.level, rule.floor, key=Clause.SEVERITY.index)
            )
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
