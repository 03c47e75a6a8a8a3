"""What no edit takes away: floors, bounds, and the clauses that guard against one person alone."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from heard.journal.refusal import Refusal
from heard.philosophy import gate
from heard.philosophy.models import Clause, Version


def within_bounds(fields: dict[str, Any]) -> None:
    """A rule's floor and the bounds of its parameters hold for every company."""
    rule = gate.rule(str(fields.get("rule", "")))
    if rule is None:
        return
    if Clause.SEVERITY.index(fields.get("level", rule.floor)) < Clause.SEVERITY.index(rule.floor):
        raise Refusal(
            _("The rule of this clause cannot be weakened below its floor. Nothing was changed.")
        )
    for name, (_default, lowest, highest) in rule.parameters.items():
        value = fields.get("parameters", {}).get(name, _default)
        if not isinstance(value, int) or not lowest <= value <= highest:
            raise Refusal(_("A number of this rule lies outside its bounds. Nothing was changed."))


def keeps_its_protections(version: Version) -> None:
    """What was bound with a floor of "stop" stays bound: no edit lets one person act alone."""
    current = Version.latest()
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
