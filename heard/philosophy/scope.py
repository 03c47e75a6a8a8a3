"""Where a clause's rule applies: everywhere, or in some mailboxes, or towards some counterparts.

Kept among the numbers of the clause, so that it is signed, approved and exported with them:
`only_mailboxes` is "3,7" (ids), `only_kinds` is "vendor,consultant". A rule with a floor of "stop"
applies everywhere: what protects people from being cut off by one person has no exception.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heard.mail.models import Mailbox
from heard.philosophy import gate
from heard.philosophy.gate import Act, Rule
from heard.philosophy.models import Clause

MAILBOXES, KINDS = "only_mailboxes", "only_kinds"
KNOWN_KINDS = {"customer": _("customers"), "vendor": _("vendors"), "consultant": _("consultants")}


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
    return frozenset(int(one) for one in named(clause.parameters, MAILBOXES) if one.isdecimal())


def kinds(clause: Clause) -> frozenset[str]:
    return frozenset(named(clause.parameters, KINDS)) & frozenset(KNOWN_KINDS)


def named(parameters: object, name: str) -> list[str]:
    """What stands behind `name` among a clause's numbers, piece by piece."""
    given = parameters if isinstance(parameters, dict) else {}
    return [part.strip() for part in str(given.get(name, "")).split(",") if part.strip()]


def said(clause: Clause) -> str:
    """To what it is narrowed, in the reader's language; "" where it applies everywhere."""
    boxes, them = mailboxes(clause), kinds(clause)
    lines = []
    if boxes:
        names = Mailbox.objects.filter(pk__in=boxes).order_by("name").values_list("name", flat=True)
        lines.append(gettext("Only in: %(names)s.") % {"names": ", ".join(names)})
    if them:
        names_of = [str(label) for kind, label in KNOWN_KINDS.items() if kind in them]
        lines.append(gettext("Only towards: %(kinds)s.") % {"kinds": ", ".join(names_of)})
    return " ".join(lines)


def checked(clause: Clause) -> str:
    """What the clause binds, with what it takes and its numbers, in the reader's language; "" where
    people see to it themselves."""
    rule = gate.rule(clause.rule)
    if rule is None:
        return ""
    numbers = gate.parameters(rule, clause)
    counts = [f"{rule.labels.get(one, one)}: {numbers[one]}" for one in rule.parameters]
    return " · ".join([str(rule.title), str(clause.get_level_display()), *counts])


def narrowed(parameters: object) -> bool:
    """Whether these numbers of a clause narrow it at all."""
    return isinstance(parameters, dict) and any(parameters.get(one) for one in (MAILBOXES, KINDS))


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
