"""Clause 9: nobody severs a relationship alone. Counts people, asks for one who leads, waits."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heard.conversations import elsewhere
from heard.conversations.models import Conversation, Enclosure, Message
from heard.decisions.models import Decision
from heard.journal import clock
from heard.people.hands import in_one_hand
from heard.people.models import Address, Colleague, Contact
from heard.philosophy import gate
from heard.philosophy.gate import Act, Missing, Rule
from heard.philosophy.models import Clause, Version
from heard.philosophy.questions import approvals_of
from heard.philosophy.rules import reads_as_an_ending

SEVERING = Decision.SEVERING
# name → (default, lowest, highest): a company may ask for more, never for less
PARAMETERS = {"people": (2, 2, 9), "wait_hours": (24, 24, 24 * 14)}


def parameters() -> Mapping[str, Any]:
    """The numbers of the clause in force; the rule's own where no clause binds it."""
    version = Version.in_force()
    clause = version.clauses.filter(rule=NEVER_ALONE.name).first() if version else None
    if clause is None:
        return {name: default for name, (default, _low, _high) in PARAMETERS.items()}
    return gate.parameters(NEVER_ALONE, clause)


def last_incoming(decision: Decision) -> Message | None:
    """Their last message: in the conversation, and anywhere else where the contact writes."""
    theirs = Message.objects.filter(side=Message.THEM)
    found = [_latest(theirs.filter(where)) for where in _where_they_write(decision)]
    return max(filter(None, found), key=lambda one: (one.at, one.pk), default=None)


def _where_they_write(decision: Decision) -> Iterator[Q]:
    """Each place by itself, so that the database finds it by an index."""
    if decision.conversation_id:
        yield Q(conversation=decision.conversation_id)
    people = _people_of(decision)
    if people is not None:
        yield Q(contact__in=people)
        yield Q(conversation__in=Conversation.objects.filter(contact__in=people).values("pk"))


def _people_of(decision: Decision) -> Any:
    """Those whose word counts wherever they say it, as a query; None where it is one conversation
    alone."""
    if decision.organisation_id:
        return Contact.objects.filter(organisation=decision.organisation_id).values("pk")
    if decision.contact_id and (decision.severs or not decision.conversation_id):
        return Contact.objects.filter(pk=decision.contact_id).values("pk")
    return None


def _latest(messages: QuerySet[Message]) -> Message | None:
    return messages.order_by("-at", "-id").first()


def last_elsewhere(decision: Decision) -> datetime | None:
    """When they last said something that is no message: where `last_incoming` looks for one."""
    where, people = Q(pk=decision.conversation_id), _people_of(decision)
    if people is not None:
        where |= Q(contact__in=people)
    return elsewhere.last_in(Conversation.objects.filter(where).values_list("pk", flat=True))


def digest_of(decision: Decision) -> str:
    """SHA-256 of exactly what would happen, and to whom: their addresses and their last word, in
    a message or elsewhere, as they stand now are part of it."""
    last, spoke = last_incoming(decision), last_elsewhere(decision)
    theirs = addresses_of(decision)
    said = [
        decision.kind,
        decision.situation_id,
        decision.conversation_id,
        decision.contact_id,
        decision.reason,
        decision.instead,
        decision.next_step,
        decision.text,
        sorted(decision.recipients),
        decision.own_mistake,
        None if decision.amount is None else f"{decision.amount:.2f}",
        last.pk if last else None,
        theirs,
    ]
    if decision.organisation_id:
        said.append(f"organisation {decision.organisation_id}")
    if spoke is not None:
        said.append(f"spoke {spoke.isoformat()}")
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def addresses_of(decision: Decision) -> list[str]:
    """Whom a severing would reach, as their addresses stand now."""
    if not decision.severs:
        return []
    found = Address.objects.filter(contact=decision.contact_id)
    if decision.organisation_id:
        found = Address.objects.filter(contact__organisation=decision.organisation_id)
    return sorted(found.values_list("address", flat=True))


def act_of(decision: Decision, *, by: Colleague | None = None) -> Act:
    """The decision as the gate sees it, with the reason given for not waiting."""
    return Act(
        kind=decision.kind if decision.severs else "decide",
        name=decision.act_name,
        by=by or decision.by,
        digest=digest_of(decision),
        conversation=decision.conversation_id,
        text=decision.text,
        recipients=tuple(decision.recipients),
        declared=frozenset({decision.declares}),
        answers={
            "decision": decision.kind,
            "own_mistake": decision.own_mistake,
            "amount": decision.amount,
            "reason": decision.why_now,
        },
    )


def approvers(decision: Decision) -> list[Colleague]:
    """Active colleagues other than the proposer who agreed to exactly this as it stands now."""
    found = approvals_of(
        act_name=decision.act_name, digest=digest_of(decision), besides=decision.by
    )
    people: dict[int, Colleague] = {}  # two accounts of one human being count once
    for approval in found:
        if not in_one_hand(approval.by, decision.by, decision.at):
            known = people.setdefault(approval.by.person, approval.by)
            people[approval.by.person] = approval.by if approval.by.leads else known
    return list(people.values())


def missing(
    decision: Decision, numbers: Mapping[str, Any], moment: datetime | None = None
) -> Missing | None:
    """What a severing act still lacks: people, one who leads, or time."""
    url = reverse("decisions:proposal", args=[decision.pk])
    agreed = approvers(decision)
    lacking = int(numbers["people"]) - 1 - len(agreed)
    if not decision.by.is_active:
        return Missing(
            _("Whoever proposed this has left the house, so it cannot happen."), code="departed"
        )
    if (lacking > 0 or not _led(agreed)) and nobody_could_agree(decision.by, numbers):
        return Missing(
            _("Nobody is here any more who could agree, so it cannot happen."), code="nobody"
        )
    if lacking > 0:
        said = ngettext(
            "Nobody ends a relationship alone: one other person still has to agree.",
            "Nobody ends a relationship alone: %(count)d other people still have to agree.",
            lacking,
        ) % {"count": lacking}
        return Missing(
            said, _("Ask a colleague"), url, code="alone", needs=lacking, leads=not _led(agreed)
        )
    if not _led(agreed):
        return Missing(
            _("A manager or partner still has to agree."),
            _("Ask a colleague"),
            url,
            code="not_led",
            leads=True,
        )
    if decision.not_before and (moment or clock.now()) < decision.not_before:
        return Missing(
            _("It rests for a while, so that everyone can sleep on it."), url=url, code="too_early"
        )
    return None


def _led(agreed: list[Colleague]) -> bool:
    return any(colleague.leads for colleague in agreed)


def nobody_could_agree(by: Colleague, numbers: Mapping[str, Any]) -> bool:
    """Whether the house has too few others, or no other manager or partner, to ever allow it."""
    able = Colleague.objects.active().filter(learning=False)
    others = [one for one in able if one.person != by.person]
    return len({one.person for one in others}) < int(numbers["people"]) - 1 or not _led(others)


def check(act: Act, numbers: Mapping[str, Any]) -> Missing | None:
    """The rule: a declared severing happens only as a proposal to which others agreed."""
    if act.kind == "send":
        return _check_message(act, numbers) if "severs" in act.declared else _undeclared(act)
    number = act.name.removeprefix("decision:")
    decision = Decision.objects.open().filter(pk=number).first() if number.isdigit() else None
    if decision is None:
        return Missing(_("This was not proposed, so nobody could agree to it."), code="alone")
    return missing(decision, numbers)


def _check_message(act: Act, numbers: Mapping[str, Any]) -> Missing | None:
    proposed = Decision.objects.open().filter(
        kind=Decision.SEVER, conversation=act.conversation, text=act.text
    )
    for decision in proposed:
        if set(decision.recipients) == set(act.recipients) and not _carries_files(act):
            return missing(decision, numbers)
    return Missing(
        what=_("A message that ends the relationship is not sent by one person alone."),
        step=_("Propose it to a colleague"),
        url=reverse("decisions:propose", args=[act.conversation]) if act.conversation else "",
        code="alone",
    )


def _carries_files(act: Act) -> bool:
    """Nobody agreed to files: a proposal shows its text and its recipients."""
    number = act.name.removeprefix("draft:")
    return number.isdigit() and Enclosure.objects.filter(draft=int(number)).exists()


def _undeclared(act: Act) -> Missing | None:
    """It reads like an ending: its writer is asked. "No" leaves once a second person agrees."""
    if act.answers.get("purpose") == "acknowledgement" or not reads_as_an_ending(act.text):
        return None
    if act.answers.get("ends") == "no":
        return Missing(
            what=_("It reads like an ending. You said it is none; a second person reads it first."),
            step=_("Ask a colleague to read it."),
            code="no_ending",
            level=Clause.COLLEAGUE,
        )
    return Missing(
        what=_("This reads as if it ended the relationship. Does it?"),
        url=reverse("decisions:propose", args=[act.conversation]) if act.conversation else "",
        code="reads_as_ending",
        asks=("ends",),
    )


NEVER_ALONE = Rule(
    name="never_alone",
    title=gettext_lazy("Nobody severs a relationship alone"),
    labels={
        "people": gettext_lazy("People it takes in all"),
        "wait_hours": gettext_lazy("Hours between proposal and carrying out"),
    },
    kinds=SEVERING | {"send"},
    check=check,
    gentle=False,
    floor="stop",
    parameters=PARAMETERS,
)
