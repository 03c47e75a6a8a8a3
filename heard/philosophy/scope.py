"""Where a clause's rule applies: everywhere, or in some mailboxes, or towards some counterparts.

Kept among the numbers of the clause, so that it is signed, approved and exported with them:
`only_mailboxes` is "3,7" (ids), `only_kinds` is "vendor,consultant". A rule with a floor of "stop"
applies everywhere: what protects people from being cut off by one person has no exception.
"""

from collections.abc import Callable
from dataclasses import dataclass

from heard.philosophy.gate import Act, Rule
from heard.philosophy.models import Clause

MAILBOXES, KINDS = "only_mailboxes", "only_kinds"


@dataclass(frozen=True)
class Surroundings:
    """Where an act happens: ids of the mailboxes it is seen in, what the other side is to us."""

    mailboxes: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()


Look = Callable[[Act], Surroundings]

_look: list[Look] = []


def offer(look: Look) -> None:
    """The room of conversations says where an act happens (called from its `apps.ready`)."""
    _look[:] = [look]


def mailboxes(clause: Clause) -> frozenset[int]:
    """The mailboxes it is narrowed to; none named means all."""
    return frozenset(int(one) for one in _named(clause, MAILBOXES) if one.isdigit())


def kinds(clause: Clause) -> frozenset[str]:
    return frozenset(_named(clause, KINDS)) & {"customer", "vendor", "consultant"}


def _named(clause: Clause, name: str) -> list[str]:
    given = clause.parameters if isinstance(clause.parameters, dict) else {}
    return [part.strip() for part in str(given.get(name, "")).split(",") if part.strip()]


def covers(clause: Clause, rule: Rule, act: Act) -> bool:
    """Whether the clause speaks of this act. What nobody knows is covered: never too little."""
    if rule.floor == Clause.STOP or not _look:
        return True
    boxes, them = mailboxes(clause), kinds(clause)
    if not boxes and not them:
        return True
    here = _look[0](act)
    if boxes and here.mailboxes and not boxes & here.mailboxes:
        return False
    return not (them and here.kinds and not them & here.kinds)
