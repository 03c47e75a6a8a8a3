"""Yes, partly, no, insist: decided with others, said well."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.acts.drafts import TELLS
from heard.conversations.models import Draft, Message
from heard.decisions import guard
from heard.decisions.acts.binding import (
    about,
    bind,
    conversation_of,
    is_out,
    letters_of,
    own_draft,
    sealed,
    still_open,
    tells,
    told_by,
)
from heard.decisions.models import Decision, Line
from heard.decisions.wording import answer_to
from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.philosophy import acts as philosophy
from heard.situations.models import Situation


def decide(
    *,
    situation: Situation,
    by: Colleague,
    kind: str,
    reason: str,
    instead: str = "",
    next_step: str = "",
    own_mistake: bool = False,
    amount: Decimal | int | None = None,
    why_now: str = "",
) -> Decision:
    """Yes, partly, no or insist. What the gate holds is kept, and `Held` says what it takes.

    `why_now`: the short reason for not waiting that clause 5 may ask for, seen by `by` only.
    """
    if kind not in Decision.ANSWERS:
        raise Refusal(_("Please choose yes, partly, no or insist; nothing was decided yet."))
    if not reason.strip():
        raise Refusal(_("Please give the reason; they will want to know it. Nothing was decided."))
    if amount is not None and amount < 0:
        raise Refusal(_("An amount is not below zero; nothing was decided yet."))
    with transaction.atomic():
        situation = Situation.objects.select_for_update().get(pk=situation.pk)
        if situation.ended_at:
            raise Refusal(_("This situation has ended, so nothing was decided."))
        _in_line(situation, kind)
        decision = _mine_to_change(situation, by) or Decision(
            situation=situation, conversation=situation.conversation, by=by
        )
        decision.kind, decision.reason = kind, reason.strip()
        decision.instead, decision.next_step = instead.strip(), next_step.strip()
        decision.own_mistake, decision.at = own_mistake, clock.now()
        decision.amount = None if amount is None else Decimal(amount)
        decision.why_now = why_now.strip()
        bind(decision)
        record(verb="decisions.proposed", by=by, about=about(decision), digest=sealed(decision))
    take(decision)
    return decision


def _in_line(situation: Situation, kind: str) -> None:
    """One matter, one line: nobody answers one of them otherwise without saying so."""
    line = Line.objects.filter(matter=situation.matter_id).first() if situation.matter_id else None
    if line is not None and line.kind != kind:
        raise Refusal(
            _(
                "The line of this matter is: %(kind)s. Its owner can draw it anew, or this"
                " conversation goes its own way first. Nothing was decided."
            )
            % {"kind": line.get_kind_display()}
        )


def _mine_to_change(situation: Situation, by: Colleague) -> Decision | None:
    known = situation.decisions.open().select_for_update().first()
    if known is None:
        return None
    if known.severs:
        raise Refusal(_("An ending is proposed here; it must be withdrawn first. Nothing changed."))
    if known.taken_at:
        raise Refusal(
            _("This is decided already. Withdraw that decision first; nothing was changed.")
        )
    if known.by_id != by.pk:
        raise Refusal(
            _("A colleague's decision waits here for a second pair of eyes. Nothing was changed.")
        )
    return known


def take(decision: Decision) -> None:
    """The gate once more; Held when it still holds the decision, which is kept."""
    act = guard.act_of(decision)
    findings = philosophy.weigh(act)
    if any(finding.blocks for finding in findings):
        raise conversations.Held(findings)
    with transaction.atomic():
        decision.taken_at = clock.now()
        decision.save(update_fields=["taken_at"])
        for finding in findings:
            if finding.level == "reason" and decision.why_now:
                philosophy.resolve(
                    act=act,
                    clause_number=finding.clause.number,
                    by=decision.by,
                    reason=decision.why_now,
                )
        record(verb="decisions.decided", by=decision.by, about=about(decision))


def decide_now(*, decision: Decision, by: Colleague, why_now: str = "") -> None:
    """Go on with one's own decision that was held: the hour has passed, or a short reason is given.

    Held, when something holds it still.
    """
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        still_open(decision)
        if decision.severs or decision.taken_at is not None or decision.by_id != by.pk:
            raise Refusal(_("Whoever decided goes on with it. Nothing was changed."))
        if guard.digest_of(decision) != decision.digest:  # it binds their last message
            raise Refusal(
                _("They wrote in the meantime. Please read it, withdraw this, and decide anew.")
            )
        if why_now.strip():
            decision.why_now = why_now.strip()
            decision.save(update_fields=["why_now"])
        take(decision)


def compose_answer(*, decision: Decision, by: Colleague | None = None) -> str:
    """The whole letter in the conversation's language: thanks, understood, decided, next."""
    return answer_to(decision, conversation_of(decision), by or decision.by)


def answer(*, decision: Decision, by: Colleague) -> Draft:
    """A draft that says what was decided, with all that was declared; never sent by itself.

    The reason for not waiting goes with it as long as they have not written since.
    """
    if not decision.is_open or decision.severs:
        raise Refusal(_("There is no open decision to answer with; nothing was written."))
    if decision.taken_at is None:
        raise Refusal(_("This decision still waits for a second pair of eyes; nothing was sent."))
    conversation = conversation_of(decision)
    draft = own_draft(conversation, by)
    if draft and draft.text.strip():
        if told_by(draft) == decision:
            return draft
        raise Refusal(
            _("It is decided. You have begun another draft here: send it or put it away first.")
        )
    return conversations.save_draft(
        conversation=conversation,
        by=by,
        text=compose_answer(decision=decision, by=by),
        purpose="answer",
        declared=[decision.declares],
        reason=_why_now(decision, by),
        answers={
            "amount": str(decision.amount or 0),
            "own_mistake": decision.own_mistake,
            TELLS: decision.pk,
        },
    )


def _why_now(decision: Decision, by: Colleague) -> str:
    """What `by` gave as the reason for not waiting; it was about their last letter of then."""
    holds = decision.by_id == by.pk and guard.digest_of(decision) == decision.digest
    return decision.why_now if holds else ""


def withdraw(*, decision: Decision, by: Colleague) -> None:
    """Take a decision back before it is carried out: who made it, owns the situation, or leads."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        still_open(decision)
        if decision.message and decision.message.state == Message.LEAVING:
            raise Refusal(_("The message is leaving; take it back first. Nothing was changed."))
        if is_out(decision):
            raise Refusal(_("It has left already, so nothing was changed."))
        owner = decision.situation.owner_id if decision.situation else None
        if by.pk not in {decision.by_id, owner} and not by.leads:
            raise Refusal(_("Whoever decided, or owns the situation, takes it back."))
        _take_letters_back(decision, by)
        decision.withdrawn_at, decision.why_now = clock.now(), ""
        decision.save(update_fields=["withdrawn_at", "why_now"])
        philosophy.void_approvals(act_name=decision.act_name, by=by)
        record(verb="decisions.withdrawn", by=by, about=about(decision))


def _take_letters_back(decision: Decision, by: Colleague) -> None:
    """What was begun of its answer is put away; Refusal once one that says it is out."""
    for draft in letters_of(decision).filter(put_away_at=None).select_related("sent_as"):
        letter = draft.sent_as
        if letter is None:
            conversations.put_draft_away(draft=draft, by=by)
        elif letter.state == Message.LEAVING:
            raise Refusal(_("The message is leaving; take it back first. Nothing was changed."))
        elif letter.state == Message.SENT and tells(letter, decision):
            raise Refusal(_("It has left already, so nothing was changed."))


def void(*, decision: Decision, why: str, by: Actor | str) -> None:
    """What was agreed to is no longer what would happen; what has left, or may have, has happened.
    `why`: a machine word."""
    with transaction.atomic():
        if is_out(Decision.objects.select_for_update().get(pk=decision.pk)):
            return
        voided = (
            Decision.objects.open()
            .filter(pk=decision.pk)
            .update(voided_at=clock.now(), voided_by=why, why_now="")
        )
        if voided:
            philosophy.void_approvals(act_name=decision.act_name, by=by)
            record(verb="decisions.voided", by=by, about=about(decision))
