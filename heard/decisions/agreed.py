"""Who agreed to what a letter says, when it was decided: a voice that clause 6 counts."""

from decimal import Decimal, InvalidOperation

from heard.decisions import guard
from heard.decisions.models import Decision
from heard.philosophy.gate import Act
from heard.philosophy.models import Approval
from heard.situations.models import Situation


def heard_in_deciding(act: Act, situation: Situation) -> bool:
    """The same "no", or a "yes" that comes to no less, was decided here, and a colleague agreed to
    it as it stands: not to an earlier text of it."""
    if act.kind != "send":
        return False
    said = "no" if "no" in act.declared else "yes"
    standing = situation.decisions.filter(
        kind__in=Decision.ANSWERS, withdrawn_at=None, voided_at=None
    )
    return any(
        one.declares == said and (said == "no" or _covers(one, act)) and _agreed(one, act)
        for one in standing
    )


def _covers(decision: Decision, act: Act) -> bool:
    try:
        amount = Decimal(str(act.answers.get("amount")))
    except InvalidOperation:  # nobody has said what it comes to
        return False
    return amount <= (decision.amount or 0)


def _agreed(decision: Decision, act: Act) -> bool:
    as_it_stands = {
        decision.digest,
        guard.digest_of(decision),
    }  # as written, or as they wrote since
    given = Approval.objects.filter(
        act=decision.act_name, digest__in=as_it_stands, voided_at=None, by__left_at=None
    )
    return given.filter(at__lte=act.moment).exclude(by=act.by).exists()
