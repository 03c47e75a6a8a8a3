"""The gate: what a rule sees of an act, and what it may answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from heard.journal import clock
from heard.people.models import Colleague
from heard.philosophy.models import Clause

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True)
class Act:
    """Something a colleague is about to do, as the gate sees it.

    kind: "send", "decide", "close", "sever", "block", "mute", "archive" or "delete".
    name: the act's own name, to which approvals are bound ("draft:12", "decision:3").
    digest: SHA-256 of exactly what would happen (text, recipients, last incoming message).
    conversation: id of the conversation, or None.
    text, recipients: what would leave; "" and () otherwise.
    declared: what its writer says it does, of "yes", "no", "promise", "severs".
    answers: what else the writer answered or gave, e.g. {"reason": "…", "own_mistake": True}.
    at: when it happened, where the gate looks back at it as things stood then; None: it is about
        to happen.
    """

    kind: str
    name: str
    by: Colleague
    digest: str
    conversation: int | None = None
    text: str = ""
    recipients: tuple[str, ...] = ()
    declared: frozenset[str] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None

    @property
    def moment(self) -> datetime:
        return self.at or clock.now()


@dataclass(frozen=True)
class Missing:
    """A rule's condition that does not hold.

    what: one sentence in the reader's language saying what is missing.
    step: the one next step, as a button would say it; url: where it leads ("" if nowhere).
    code: machine word of the cause, e.g. "not_heard", "declare", "too_early".
    start, end: the spot in the text, or None.
    needs: approvals that lift it (besides the writer's); leads: one must be manager or partner.
    asks: what the writer is asked to answer, e.g. ("yes", "no", "promise", "severs") to declare.
    level: what this finding takes where that differs from its clause's level ("": it does not).
    """

    what: str
    step: str = ""
    url: str = ""
    code: str = ""
    start: int | None = None
    end: int | None = None
    needs: int = 1
    leads: bool = False
    asks: tuple[str, ...] = ()
    level: str = ""


Check = Callable[[Act, Mapping[str, Any]], Missing | None]


@dataclass(frozen=True)
class Rule:
    """A condition that a clause can bind. `kinds` are the acts it looks at.

    gentle: whether the gentle start turns it into a note (clauses 7 and 9 say no).
    floor: the lowest level that a company may set ("stop" cannot be lowered).
    parameters: name → (default, lowest, highest).
    title, labels: what the rule asks and what each parameter counts, in the reader's language.
    reading: it rests on what a model reads, so above "reason" the writer is asked, never stopped.
    """

    name: str
    kinds: frozenset[str]
    check: Check
    gentle: bool = True
    floor: str = "note"
    parameters: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    title: "str | StrPromise" = ""
    labels: "Mapping[str, str | StrPromise]" = field(default_factory=dict)
    reading: bool = False


@dataclass(frozen=True)
class Finding:
    """What the gate says about an act, in the company's own words. A value, not a table."""

    clause: Clause
    level: str  # in force now: the clause's level, or "note" during the gentle start
    missing: Missing
    resolved: bool = False  # by a reason given or by approvals
    approvals: int = 0

    @property
    def lifted_by_others(self) -> bool:
        """A second pair of eyes lifts it. What its writer is asked is for their eyes alone."""
        return self.level == Clause.COLLEAGUE and not self.missing.asks

    @property
    def blocks(self) -> bool:
        return self.level != Clause.NOTE and not self.resolved


_rules: dict[str, Rule] = {}


def offer(rule: Rule) -> None:
    """A room offers its rule upwards (called from its `apps.ready`)."""
    _rules[rule.name] = rule


def rule(name: str) -> Rule | None:
    return _rules.get(name)


def parameters(rule: Rule, clause: Clause) -> dict[str, Any]:
    """The clause's numbers, within the rule's bounds; the rule's own where the clause is silent."""
    given = clause.parameters if isinstance(clause.parameters, dict) else {}
    result: dict[str, Any] = dict(given)
    for name, (default, lowest, highest) in rule.parameters.items():
        value = given.get(name, default)
        usable = isinstance(value, int) and not isinstance(value, bool)
        result[name] = min(max(value, lowest), highest) if usable else default
    return result


def rules() -> list[Rule]:
    return sorted(_rules.values(), key=lambda rule: rule.name)
