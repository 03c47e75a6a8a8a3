"""What no edit takes away: floors, bounds, and the clauses that guard against one person alone."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from heard.journal.refusal import Refusal
from heard.mail.models import Mailbox
from heard.philosophy import gate, scope
from heard.philosophy.models import Clause, Version


def within_bounds(fields: dict[str, Any]) -> None:
    """A rule's floor, the bounds of its numbers and what may be narrowed hold for every company."""
    parameters = fields.get("parameters", {})
    rule = gate.rule(str(fields.get("rule", "")))
    if rule is None:
        if scope.narrowed(parameters):
            raise Refusal(
                _("This clause has no rule, so there is nothing to narrow. Nothing was changed.")
            )
        return
    if Clause.SEVERITY.index(fields.get("level", rule.floor)) < Clause.SEVERITY.index(rule.floor):
        raise Refusal(
            _("The rule of this clause cannot be weakened below its floor. Nothing was changed.")
        )
    for name, (_default, lowest, highest) in rule.parameters.items():
        value = parameters.get(name, _default)
        if not isinstance(value, int) or not lowest <= value <= highest:
            raise Refusal(_("A number of this rule lies outside its bounds. Nothing was changed."))
    if set(parameters) - set(rule.parameters) - {scope.MAILBOXES, scope.KINDS}:
        raise Refusal(_("This rule has no number of that name. Nothing was changed."))
    _narrows_honestly(rule, parameters)


def _narrows_honestly(rule: gate.Rule, parameters: dict[str, Any]) -> None:
    if scope.narrowed(parameters) and rule.floor == Clause.STOP:
        raise Refusal(
            _(
                "This rule protects people everywhere, so it is not narrowed to some of them."
                " Nothing was changed."
            )
        )
    if set(scope.named(parameters, scope.KINDS)) - set(scope.KNOWN_KINDS):
        raise Refusal(
            _("A rule is narrowed to customers, vendors or consultants. Nothing was changed.")
        )
    boxes = set(scope.named(parameters, scope.MAILBOXES))
    known = {str(pk) for pk in Mailbox.objects.values_list("pk", flat=True)} if boxes else set()
    if boxes - known:
        raise Refusal(_("One of these mailboxes is not in this house. Nothing was changed."))


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
