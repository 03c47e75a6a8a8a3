"""A severing act happens, and the way back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Message
from heard.decisions import guard
from heard.decisions.acts.binding import about, conversation_of, own_draft, still_open
from heard.decisions.acts.erasing import erase
from heard.decisions.models import Barrier, Decision
from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.philosophy import acts as philosophy


def carry_out(*, decision: Decision, by: Colleague) -> Decision:
    """Let a severing act happen. Refusal names what is still missing; nothing happens then."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        still_open(decision)
        if not decision.severs:
            raise Refusal(_("This decision is carried out by its answer."))
        if guard.digest_of(decision) != decision.digest:
            raise Refusal(_("Something has changed since this was proposed, so it did not happen."))
        lacking = guard.missing(decision, guard.parameters())
        if lacking:
            raise Refusal(lacking.what)
        if by.pk != decision.by_id and by not in guard.approvers(decision):
            raise Refusal(_("Someone who proposed or agreed to this carries it out; not you."))
        if not by.is_active:
            raise Refusal(_("You no longer work here, so it did not happen."))
        findings = philosophy.weigh(guard.act_of(decision))
        if any(finding.blocks for finding in findings):
            raise conversations.Held(findings)
        if decision.kind == Decision.SEVER:
            _send_the_ending(decision, by)
        else:
            _close_the_door(decision, by)
    return decision


def _send_the_ending(decision: Decision, by: Colleague) -> None:
    conversation = conversation_of(decision)
    if decision.message and decision.message.state in {Message.LEAVING, Message.SENT}:
        raise Refusal(_("It is on its way already. Nothing was sent twice."))
    draft = own_draft(conversation, by)
    if draft and (draft.bcc or draft.enclosures.exists()):
        raise Refusal(
            _("Your draft here has files or a hidden copy, to which nobody agreed. Remove them.")
        )
    if draft and draft.text.strip() and draft.text.strip() != decision.text:
        raise Refusal(
            _("You have begun another draft here. Send it or put it away; nothing was changed.")
        )
    last = conversation.last_come
    draft = conversations.save_draft(
        conversation=conversation,
        by=by,
        text=decision.text,
        to=list(decision.recipients),
        cc=[],
        purpose="ending",
        declared=["severs"],
    )
    decision.message = conversations.reply(draft=draft, by=by, seen=last.pk if last else None)
    decision.carried_out_by = by
    decision.save(update_fields=["message", "carried_out_by"])


def finish(*, decision: Decision, message: Message, by: Actor | str) -> None:
    """The message has really left: the decision is carried out."""
    with transaction.atomic():
        decision.message, decision.carried_out_at = message, clock.now()
        decision.carried_out_by = decision.carried_out_by or message.colleague
        decision.save()
        if decision.kind == Decision.SEVER and decision.contact:
            _bar(decision)
        record(verb="decisions.carried_out", by=by, about=about(decision))


def _close_the_door(decision: Decision, by: Colleague) -> None:
    contact = decision.contact
    if contact is None:
        raise Refusal(_("Nobody is known here whom this could concern; nothing happened."))
    decision.carried_out_at, decision.carried_out_by = clock.now(), by
    decision.save(update_fields=["carried_out_at", "carried_out_by"])
    theirs = Conversation.objects.filter(contact=contact)
    if decision.kind == Decision.DELETE:
        erase(contact)
    else:
        _bar(decision)
        theirs.update(waiting_since=None)
        if decision.kind != Decision.MUTE:
            theirs.filter(put_away_at=None).update(put_away_at=clock.now())
    record(verb="decisions.carried_out", by=by, about=about(decision))


def _bar(decision: Decision) -> None:
    if decision.contact is None:
        raise Refusal(_("Nobody is known here whom this could concern; nothing was proposed."))
    Barrier.objects.create(
        decision=decision, contact=decision.contact, kind=decision.kind, at=clock.now()
    )


def keep_out(*, conversation: Conversation, kind: str) -> None:
    """A barred contact wrote: it is stored and can be read, and nobody has to wait on it."""
    conversation.waiting_since = None
    if kind != Decision.MUTE:
        conversation.put_away_at = conversation.put_away_at or clock.now()
    conversation.save(update_fields=["waiting_since", "put_away_at"])


def lift(*, barrier: Barrier, by: Colleague) -> None:
    """The way back, open to each one of us alone."""
    with transaction.atomic():
        barrier = Barrier.objects.select_for_update().get(pk=barrier.pk)
        if barrier.lifted_at:
            return
        barrier.lifted_at, barrier.lifted_by = clock.now(), by
        barrier.save(update_fields=["lifted_at", "lifted_by"])
        Conversation.objects.filter(contact=barrier.contact_id).update(put_away_at=None)
        record(verb="decisions.lifted", by=by, about=about(barrier.decision))
