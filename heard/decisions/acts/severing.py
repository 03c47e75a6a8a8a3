"""A severing act happens, and the way back."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Message
from heard.decisions import guard
from heard.decisions.acts.binding import about, conversation_of, own_draft, still_open
from heard.decisions.acts.erasing import erase
from heard.decisions.models import Barrier, Decision
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people import acts as people
from heard.people.models import Colleague, Contact
from heard.philosophy import acts as philosophy
from heard.situations.models import Situation


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
        decision.why_now = ""
        decision.save()
        if decision.kind == Decision.SEVER and decision.contact:
            _bar(decision)
        record(verb="decisions.carried_out", by=by, about=about(decision))


def _close_the_door(decision: Decision, by: Colleague) -> None:
    decision.carried_out_at, decision.carried_out_by = clock.now(), by
    decision.save(update_fields=["carried_out_at", "carried_out_by"])
    if decision.kind == Decision.DELETE:
        erase(list(_people(decision)), by=by)
        if decision.organisation:
            people.forget_organisation(organisation=decision.organisation, by=by)
    else:
        theirs = Conversation.objects.filter(contact__in=_people(decision))
        _bar(decision)
        theirs.update(waiting_since=None)
        if decision.kind in {Decision.BLOCK, Decision.ARCHIVE}:
            theirs.filter(put_away_at=None).update(put_away_at=clock.now())
    record(verb="decisions.carried_out", by=by, about=about(decision))


def _people(decision: Decision) -> QuerySet[Contact]:
    """Whom it reaches: one contact, or everyone of the organisation."""
    if decision.organisation_id:
        return Contact.objects.filter(organisation=decision.organisation_id)
    if decision.contact_id is None:
        raise Refusal(_("Nobody is known here whom this could concern; nothing happened."))
    return Contact.objects.filter(pk=decision.contact_id)


def _bar(decision: Decision) -> None:
    Barrier.objects.create(
        decision=decision,
        contact=None if decision.organisation_id else decision.contact,
        organisation=decision.organisation,
        kind=decision.kind,
        at=clock.now(),
    )


def keep_out(*, conversation: Conversation, kind: str) -> None:
    """A barred contact wrote: it is stored and can be read, and nobody has to wait on it.

    What closes by itself does not while a promise of ours or a situation is open there.
    """
    if kind == Decision.AUTOCLOSE:
        promised = Promise.objects.open().ours().filter(conversation=conversation)
        if not promised.exists() and Situation.of(conversation.pk) is None:
            conversations.close_quietly(conversation=conversation, by="machine:decisions")
        return
    conversation.waiting_since = None
    if kind == Decision.BLOCK:
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
        _looked(barrier.decision)
        theirs = Conversation.objects.filter(contact__in=_people(barrier.decision))
        theirs.update(put_away_at=None)
        record(verb="decisions.lifted", by=by, about=about(barrier.decision))


def look_again_due() -> int:
    """The day has come to look at an ending again: it is on the desk; returns how many."""
    count, today = 0, localdate(clock.now())
    ripe = Decision.objects.filter(
        look_again__lte=today, look_due_at=None, barrier__lifted_at=None, barrier__isnull=False
    )
    for decision in ripe.select_related("conversation"):
        with transaction.atomic():
            fresh = Decision.objects.filter(pk=decision.pk, look_due_at=None)
            if not fresh.update(look_due_at=clock.now()):
                continue
            if decision.conversation:
                conversations.bring_back(conversation=decision.conversation, by="machine:decisions")
            record(verb="decisions.look_due", by="machine:decisions", about=about(decision))
            count += 1
    return count


def look_once_more(*, decision: Decision, by: Colleague, on: date) -> None:
    """It stays as it is for now, and is looked at again on this day."""
    if on <= localdate(clock.now()):
        raise Refusal(_("That day has passed already. Please choose a later one."))
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        if not Barrier.objects.standing().filter(decision=decision).exists():
            raise Refusal(_("The way back is open here, so there is nothing to look at again."))
        decision.look_again = on
        decision.save(update_fields=["look_again"])
        _looked(decision)
        record(verb="decisions.looked_again", by=by, about=about(decision))


def _looked(decision: Decision) -> None:
    """Nobody waits for our look any more; where they wrote since, they wait on."""
    if decision.look_due_at and decision.conversation:
        since, last = decision.conversation.waiting_since, decision.conversation.last_word
        ours = since is not None and since >= decision.look_due_at
        if ours and (last is None or last.at < decision.look_due_at):
            conversations.calm_down(conversation=decision.conversation)
    Decision.objects.filter(pk=decision.pk).update(look_due_at=None)
