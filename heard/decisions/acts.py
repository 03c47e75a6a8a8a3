"""Deciding with others, saying it well, and the guard on what nobody does alone."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Attachment, Conversation, Draft, Message, Note
from heard.decisions import guard
from heard.decisions.models import Barrier, Decision, SecondLook, Suspension
from heard.decisions.wording import answer_to
from heard.holding.models import Promise
from heard.huddles import acts as huddles
from heard.huddles.models import Huddle, Remark, Voice
from heard.journal import clock
from heard.journal.acts import Actor, destroy_key, record
from heard.journal.refusal import Refusal
from heard.listening.models import Confirmation, Point, Restatement
from heard.mail.models import OutgoingMessage, RawMessage
from heard.people.models import Colleague, Contact
from heard.philosophy import acts as philosophy
from heard.situations import acts as situations
from heard.situations.models import Situation

ANSWERS = frozenset({Decision.YES, Decision.PARTLY, Decision.NO, Decision.INSIST})
LOOK_AGAIN = timedelta(days=180)
LONGEST = 72  # hours that one person may suspend alone


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
    if kind not in ANSWERS:
        raise Refusal(_("Please choose yes, partly, no or insist; nothing was decided yet."))
    if not reason.strip():
        raise Refusal(_("Please give the reason; they will want to know it. Nothing was decided."))
    if amount is not None and amount < 0:
        raise Refusal(_("An amount is not below zero; nothing was decided yet."))
    with transaction.atomic():
        situation = Situation.objects.select_for_update().get(pk=situation.pk)
        if situation.ended_at:
            raise Refusal(_("This situation has ended, so nothing was decided."))
        decision = _mine_to_change(situation, by) or Decision(
            situation=situation, conversation=situation.conversation, by=by
        )
        decision.kind, decision.reason = kind, reason.strip()
        decision.instead, decision.next_step = instead.strip(), next_step.strip()
        decision.own_mistake, decision.at = own_mistake, clock.now()
        decision.amount = None if amount is None else Decimal(amount)
        _bind(decision)
        record(verb="decisions.proposed", by=by, about=_about(decision), digest=decision.digest)
    _take(decision, why_now)
    return decision


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


def _take(decision: Decision, why_now: str = "") -> None:
    """The gate once more; Held when it still holds the decision, which is kept."""
    findings = philosophy.weigh(guard.act_of(decision, why_now=why_now))
    if any(finding.blocks for finding in findings):
        raise conversations.Held(findings)
    with transaction.atomic():
        decision.taken_at = clock.now()
        decision.save(update_fields=["taken_at"])
        act = guard.act_of(decision, why_now=why_now)
        for finding in findings:
            if finding.level == "reason" and why_now.strip():
                philosophy.resolve(
                    act=act,
                    clause_number=finding.clause.number,
                    by=decision.by,
                    reason=why_now.strip(),
                )
        record(verb="decisions.decided", by=decision.by, about=_about(decision))


def compose_answer(*, decision: Decision, by: Colleague | None = None) -> str:
    """The whole letter in the conversation's language: thanks, understood, decided, next."""
    return answer_to(decision, by or decision.by)


def answer(*, decision: Decision, by: Colleague) -> Draft:
    """A draft that says what was decided; never sent by itself."""
    if not decision.is_open or decision.severs:
        raise Refusal(_("There is no open decision to answer with; nothing was written."))
    if decision.taken_at is None:
        raise Refusal(_("This decision still waits for a second pair of eyes; nothing was sent."))
    conversation = _conversation(decision)
    draft = _own_draft(conversation, by)
    if draft and draft.text.strip():
        if draft.purpose == "answer":
            return draft
        raise Refusal(
            _("You have begun another draft here. Send it or put it away; nothing was changed.")
        )
    return conversations.save_draft(
        conversation=conversation,
        by=by,
        text=compose_answer(decision=decision, by=by),
        purpose="answer",
        declared=[decision.declares],
    )


def propose(
    *,
    kind: str,
    by: Colleague,
    reason: str,
    situation: Situation | None = None,
    conversation: Conversation | None = None,
    contact: Contact | None = None,
    text: str = "",
    recipients: Iterable[str] | None = None,
    look_again: date | None = None,
) -> Decision:
    """Propose a severing act; it happens only once others agreed to exactly this, and time passed.

    Proposing again replaces one's own open proposal, and with it every approval it had.
    """
    if situation is not None:
        conversation = situation.conversation
    contact = contact or (conversation.contact if conversation else None)
    _complete(kind, reason, text, conversation, contact)
    numbers = guard.parameters()
    if guard.nobody_could_agree(by, numbers):
        raise Refusal(
            _(
                "Nobody ends a relationship alone, and there is nobody here who could agree:"
                " it takes another manager or partner. It cannot happen; nothing was changed."
            )
        )
    with transaction.atomic():
        _replace_open(kind, by, situation, contact)
        if kind == Decision.SEVER and recipients is None and conversation:
            to, cc = conversations.default_recipients(conversation)
            recipients = [*to, *cc]
        decision = Decision(
            kind=kind,
            situation=situation or Situation.of(conversation.pk if conversation else None),
            conversation=conversation,
            contact=contact,
            reason=reason.strip(),
            text=text.strip(),
            recipients=list(recipients or []),
            look_again=look_again or (clock.now() + LOOK_AGAIN).date(),
            by=by,
            at=clock.now(),
            not_before=clock.now() + timedelta(hours=int(numbers["wait_hours"])),
        )
        _bind(decision)
        record(verb="decisions.proposed", by=by, about=_about(decision), digest=decision.digest)
    return decision


def _complete(
    kind: str, reason: str, text: str, conversation: Conversation | None, contact: Contact | None
) -> None:
    if kind not in Decision.SEVERING:
        raise Refusal(_("Please choose what is to happen; nothing was proposed yet."))
    if not reason.strip():
        raise Refusal(_("Please write why, for the colleagues who read it; nothing was proposed."))
    if kind == Decision.SEVER and (conversation is None or not text.strip()):
        raise Refusal(_("Please write the message that would leave; nothing was proposed yet."))
    if contact is None:
        raise Refusal(_("Nobody is known here whom this could concern; nothing was proposed."))


def _replace_open(
    kind: str, by: Colleague, situation: Situation | None, contact: Contact | None
) -> None:
    known = Decision.objects.open().filter(kind=kind, contact=contact).first()
    if known is None and situation is not None:
        known = situation.decisions.open().first()
    if known is None:
        return
    if not known.severs:
        raise Refusal(_("A decision is open here. Withdraw it first; nothing was proposed."))
    if known.by_id != by.pk:
        raise Refusal(_("A colleague has proposed this already; please read that proposal."))
    void(decision=known, why="edited", by=by)


def approve(*, decision: Decision, by: Colleague, digest: str | None = None) -> Decision:
    """`by` agrees to exactly this. `digest`: what they read, refused when it changed since."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        _still_open(decision)
        current = guard.digest_of(decision)
        if (digest is not None and digest != current) or (
            decision.severs and current != decision.digest
        ):
            raise Refusal(_("This has changed since you opened it. Please read it once more."))
        philosophy.approve(
            act_name=decision.act_name, digest=current, proposed_by=decision.by, by=by
        )
        decision.second_looks.filter(asked=by, answered_at=None).update(answered_at=clock.now())
    if not decision.severs and decision.taken_at is None:
        with suppress(conversations.Held):  # if it takes more than this, it goes on waiting
            _take(decision)
    return decision


def carry_out(*, decision: Decision, by: Colleague) -> Decision:
    """Let a severing act happen. Refusal names what is still missing; nothing happens then."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        _still_open(decision)
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
    conversation = _conversation(decision)
    draft = _own_draft(conversation, by)
    if draft and draft.text.strip() and draft.text.strip() != decision.text:
        raise Refusal(
            _("You have begun another draft here. Send it or put it away; nothing was changed.")
        )
    last = conversation.last_incoming
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
        record(verb="decisions.carried_out", by=by, about=_about(decision))


def _close_the_door(decision: Decision, by: Colleague) -> None:
    contact = decision.contact
    if contact is None:
        raise Refusal(_("Nobody is known here whom this could concern; nothing happened."))
    decision.carried_out_at, decision.carried_out_by = clock.now(), by
    decision.save(update_fields=["carried_out_at", "carried_out_by"])
    theirs = Conversation.objects.filter(contact=contact)
    if decision.kind == Decision.DELETE:
        _erase(contact)
    else:
        _bar(decision)
        theirs.update(waiting_since=None)
        if decision.kind != Decision.MUTE:
            theirs.filter(put_away_at=None).update(put_away_at=clock.now())
    record(verb="decisions.carried_out", by=by, about=_about(decision))


def _bar(decision: Decision) -> None:
    if decision.contact is None:
        raise Refusal(_("Nobody is known here whom this could concern; nothing was proposed."))
    Barrier.objects.create(
        decision=decision, contact=decision.contact, kind=decision.kind, at=clock.now()
    )


def _erase(contact: Contact) -> None:
    """Empty everything that was said with this contact; who did what and when stays."""
    theirs = Conversation.objects.filter(contact=contact)
    messages = Message.objects.filter(conversation__in=theirs)
    situations = Situation.objects.filter(conversation__in=theirs)
    _erase_files(messages)
    messages.update(
        text="", quoted="", signature="", html="", subject="", sender="", sender_name="",
        to=[], cc=[],
    )  # fmt: skip
    OutgoingMessage.objects.filter(message__in=messages).update(mime=b"", recipients=[])
    messages.update(raw=None)
    Note.objects.filter(conversation__in=theirs).update(text="")
    Draft.objects.filter(conversation__in=theirs).update(text="", to=[], cc=[], reason="")
    Point.objects.filter(situation__in=situations).update(text="", effect="", ask="")
    Restatement.objects.filter(situation__in=situations).update(points=[])
    Confirmation.objects.filter(situation__in=situations).update(text="")
    Promise.objects.filter(conversation__in=theirs).update(text="")
    Huddle.objects.filter(situation__in=situations).update(question="", summary="")
    Voice.objects.filter(huddle__situation__in=situations).update(why="")
    Remark.objects.filter(huddle__situation__in=situations).update(text="")
    Decision.objects.filter(conversation__in=theirs).update(
        reason="", instead="", next_step="", text="", recipients=[]
    )
    theirs.update(subject="", waiting_since=None, put_away_at=clock.now())
    contact.addresses.all().delete()
    Contact.objects.filter(pk=contact.pk).update(name="", position="", phone="", organisation=None)
    destroy_key(subject=contact.journal_name)


def _erase_files(messages: Any) -> None:
    """Stored bytes go once nothing else refers to them (files are named by their hash)."""
    attachments = Attachment.objects.filter(message__in=messages)
    raws = RawMessage.objects.filter(messages__in=messages)
    names = {*attachments.values_list("file", flat=True), *raws.values_list("file", flat=True)}
    kept = set(
        Attachment.objects.filter(file__in=names)
        .exclude(message__in=messages)
        .values_list("file", flat=True)
    ) | set(
        RawMessage.objects.filter(file__in=names)
        .exclude(messages__in=messages)
        .values_list("file", flat=True)
    )
    attachments.delete()
    gone = names - kept
    transaction.on_commit(lambda: _delete_files(gone))


def _delete_files(names: set[str]) -> None:
    for name in names:
        if name:
            default_storage.delete(name)


def withdraw(*, decision: Decision, by: Colleague) -> None:
    """Take a decision back before it is carried out: who made it, owns the situation, or leads."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        _still_open(decision)
        if decision.message_id and decision.message and decision.message.state == Message.LEAVING:
            raise Refusal(_("The message is leaving; take it back first. Nothing was changed."))
        owner = decision.situation.owner_id if decision.situation else None
        if by.pk not in {decision.by_id, owner} and not by.leads:
            raise Refusal(_("Whoever decided, or owns the situation, takes it back."))
        decision.withdrawn_at = clock.now()
        decision.save(update_fields=["withdrawn_at"])
        philosophy.void_approvals(act_name=decision.act_name, by=by)
        record(verb="decisions.withdrawn", by=by, about=_about(decision))


def void(*, decision: Decision, why: str, by: Actor | str) -> None:
    """What was agreed to is no longer what would happen. `why`: a machine word."""
    with transaction.atomic():
        voided = (
            Decision.objects.open()
            .filter(pk=decision.pk)
            .update(voided_at=clock.now(), voided_by=why)
        )
        if voided:
            philosophy.void_approvals(act_name=decision.act_name, by=by)
            record(verb="decisions.voided", by=by, about=_about(decision))


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
        record(verb="decisions.lifted", by=by, about=_about(barrier.decision))


def suspend(
    *, conversation: Conversation, by: Colleague, reason: str, hours: int = LONGEST
) -> Suspension:
    """Protect colleagues from threats at once; those who lead are told, and a huddle opens.

    At most 72 hours; it ends by itself.
    """
    if not reason.strip():
        raise Refusal(_("Please write what happened; those who lead will read it."))
    if not 1 <= hours <= LONGEST:
        raise Refusal(_("One person may suspend for at most 72 hours; nothing was changed."))
    now = clock.now()
    if conversation.suspensions.filter(lifted_at=None, until__gt=now).exists():
        raise Refusal(_("This conversation is suspended already."))
    with transaction.atomic():
        suspension = Suspension.objects.create(
            conversation=conversation,
            reason=reason.strip(),
            by=by,
            at=now,
            until=now + timedelta(hours=hours),
        )
        conversations.snooze(conversation=conversation, until=suspension.until, by=by)
        _huddle_about(conversation, by)
        about = {"suspension": suspension.pk, "conversation": conversation.pk}
        record(verb="decisions.suspended", by=by, about=about)
    return suspension


def _huddle_about(conversation: Conversation, by: Colleague) -> None:
    """Those who lead, or whoever else is there, are asked what to do next."""
    situation = Situation.of(conversation.pk) or situations.raise_(
        conversation=conversation, by=by, raised_by=Situation.THEM
    )
    if Huddle.objects.open().filter(situation=situation).exists():
        return
    others = Colleague.objects.active().exclude(pk=by.pk)
    leading = [colleague for colleague in others if colleague.leads]
    asked = leading or list(others[:2])
    if asked:
        with translation.override(by.language):
            question = translation.gettext("This is suspended to protect us. How do we go on?")
        huddles.gather(situation=situation, by=by, question=question, invite=asked)


def renew_suspension(*, suspension: Suspension, by: Colleague) -> None:
    """A second person prolongs it once, by up to 72 hours."""
    if by.pk == suspension.by_id:
        raise Refusal(_("You began this yourself, so a colleague has to prolong it."))
    if suspension.renewed_by_id:
        raise Refusal(_("It was prolonged once already. Now it takes a decision together."))
    if not suspension.holds(clock.now()):
        raise Refusal(_("This suspension has ended by itself, so there is nothing to prolong."))
    with transaction.atomic():
        suspension.renewed_by = by
        suspension.until += timedelta(hours=LONGEST)
        suspension.save(update_fields=["renewed_by", "until"])
        conversations.snooze(conversation=suspension.conversation, until=suspension.until, by=by)
        about = {"suspension": suspension.pk, "conversation": suspension.conversation_id}
        record(verb="decisions.suspension_renewed", by=by, about=about)


def lift_suspension(*, suspension: Suspension, by: Colleague) -> None:
    """Take the conversation up again before the time is over."""
    if not suspension.holds(clock.now()):
        return
    with transaction.atomic():
        suspension.lifted_at = clock.now()
        suspension.save(update_fields=["lifted_at"])
        conversations.snooze(conversation=suspension.conversation, until=None, by=by)
        about = {"suspension": suspension.pk, "conversation": suspension.conversation_id}
        record(verb="decisions.suspension_lifted", by=by, about=about)


def mark_told(*, suspension: Suspension) -> None:
    suspension.told_at = clock.now()
    suspension.save(update_fields=["told_at"])


def ask_to_look(
    *, asked: Colleague, by: Colleague, draft: Draft | None = None, decision: Decision | None = None
) -> SecondLook:
    """Ask a colleague to read a draft or a decision; lets them into the conversation."""
    conversation = draft.conversation if draft else _conversation(decision) if decision else None
    if conversation is None:
        raise Refusal(_("There is nothing to read; nobody was asked."))
    writer = draft.by_id if draft else decision.by_id if decision else None
    if asked.pk in {by.pk, writer} or not asked.is_active:
        raise Refusal(_("Please choose another colleague; nobody was asked yet."))
    with transaction.atomic():
        conversations.invite(conversation=conversation, colleague=asked, by=by)
        look, made = SecondLook.objects.get_or_create(
            conversation=conversation,
            draft=draft,
            decision=decision,
            asked=asked,
            answered_at=None,
            defaults={"by": by, "at": clock.now()},
        )
        if made:
            about = {"second_look": look.pk, "conversation": conversation.pk}
            record(verb="decisions.second_look_asked", by=by, about=about)
    return look


def mark_asked(*, look: SecondLook) -> None:
    look.mailed_at = clock.now()
    look.save(update_fields=["mailed_at"])


def approve_draft(*, draft: Draft, by: Colleague, digest: str) -> None:
    """`by` has read exactly this draft and agrees; `digest` is what they had before them."""
    act = conversations.act_of(draft)
    if draft.sent_as_id or draft.put_away_at:
        raise Refusal(_("This draft is sent or put away by now, so there is nothing to agree to."))
    if digest != act.digest:
        raise Refusal(_("This has changed since you opened it. Please read it once more."))
    with transaction.atomic():
        philosophy.approve(act_name=act.name, digest=act.digest, proposed_by=draft.by, by=by)
        _looked(by, draft=draft)


def comment(
    *, by: Colleague, text: str, draft: Draft | None = None, decision: Decision | None = None
) -> None:
    """Say what one would change, as a note beside the letters; it approves nothing."""
    if not text.strip():
        raise Refusal(_("The comment was empty, so nothing was written."))
    conversation = draft.conversation if draft else _conversation(decision) if decision else None
    if conversation is None:
        raise Refusal(_("There is no conversation to write this into; your words are kept here."))
    with transaction.atomic():
        conversations.note(conversation=conversation, by=by, text=text.strip())
        _looked(by, draft=draft, decision=decision)


def _looked(by: Colleague, *, draft: Draft | None = None, decision: Decision | None = None) -> None:
    open_looks = SecondLook.objects.filter(asked=by, answered_at=None)
    open_looks.filter(draft=draft, decision=decision).update(answered_at=clock.now())


def _bind(decision: Decision) -> None:
    decision.last_incoming = guard.last_incoming(decision)
    decision.digest = guard.digest_of(decision)
    decision.save()


def _still_open(decision: Decision) -> None:
    if not decision.is_open:
        raise Refusal(_("This is withdrawn, void or done by now, so nothing was changed."))


def _conversation(decision: Decision) -> Conversation:
    if decision.conversation is None:
        raise Refusal(_("This belongs to no conversation; nothing was written."))
    return decision.conversation


def _own_draft(conversation: Conversation, by: Colleague) -> Draft | None:
    return conversation.drafts.filter(by=by, sent_as=None, put_away_at=None).first()


def _about(decision: Decision) -> dict[str, int | str]:
    about: dict[str, int | str] = {"decision": decision.pk}
    for name in ("situation", "conversation", "contact"):
        value = getattr(decision, f"{name}_id")
        if value:
            about[name] = value
    return about
