"""A second pair of eyes on a held draft or a decision."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations import elsewhere
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions.acts.binding import conversation_of
from heard.decisions.models import Decision, SecondLook
from heard.decisions.questions import brought_to, readers
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.advising.questions import counts
from heard.people.models import Colleague
from heard.philosophy import acts as philosophy


def ask_to_look(
    *, asked: Colleague, by: Colleague, draft: Draft | None = None, decision: Decision | None = None
) -> SecondLook:
    """Ask a colleague to read a draft or a decision; lets them into the conversation."""
    conversation = draft.conversation if draft else conversation_of(decision) if decision else None
    if conversation is None:
        raise Refusal(_("There is nothing to read; nobody was asked."))
    writer = draft.by_id if draft else decision.by_id if decision else None
    if asked.pk in {by.pk, writer} or not asked.is_active:
        raise Refusal(_("Please choose another colleague; nobody was asked yet."))
    from_outside = asked.role == Colleague.ADVISER
    if from_outside and (draft is None or not counts(asked)):
        raise Refusal(_("An adviser from outside reads letters only; nobody was asked yet."))
    with transaction.atomic():
        if not from_outside:  # they see this one letter, and not the conversation
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


def ask_the_team(*, draft: Draft, by: Colleague) -> SecondLook:
    """Whoever reads its mailbox may be the second pair of eyes; who comes first answers."""
    if draft.sent_as_id or draft.put_away_at or not draft.text.strip():
        raise Refusal(_("There is nothing to read; nobody was asked."))
    if not readers(draft.conversation, draft.by):
        raise Refusal(_("Nobody else reads this mailbox; please choose a colleague by name."))
    with transaction.atomic():
        look, made = SecondLook.objects.get_or_create(
            conversation=draft.conversation,
            draft=draft,
            asked=None,
            answered_at=None,
            defaults={"by": by, "at": clock.now()},
        )
        if made:
            about = {"second_look": look.pk, "conversation": draft.conversation_id}
            record(verb="decisions.team_asked", by=by, about=about)
    return look


def send_for(*, draft: Draft, by: Colleague, digest: str) -> Message:
    """Agree to a draft of someone who is learning: it leaves now, in their name.

    Held when a clause asks for more; the agreement stands.
    """
    last, spoke = draft.conversation.last_word, elsewhere.mark(draft.conversation)
    approve_draft(draft=draft, by=by, digest=digest)
    heeded = [one.code for one in conversations.cautions_of(draft)]
    return conversations.reply(
        draft=draft, by=draft.by, seen=last.pk if last else None, heeded=heeded, spoke=spoke
    )


def mark_asked(*, look: SecondLook) -> None:
    look.mailed_at = clock.now()
    look.save(update_fields=["mailed_at"])


def approve_draft(*, draft: Draft, by: Colleague, digest: str) -> None:
    """`by` has read exactly this draft and agrees; `digest` is what they had before them."""
    act = conversations.act_of(draft)
    if draft.sent_as_id or draft.put_away_at:
        raise Refusal(_("This draft is sent or put away by now, so there is nothing to agree to."))
    if not _may_read(draft, by):
        raise Refusal(_("You do not see this conversation, so nothing was agreed to."))
    if digest != act.digest:
        raise Refusal(_("This has changed since you opened it. Please read it once more."))
    with transaction.atomic():
        philosophy.approve(act_name=act.name, digest=act.digest, proposed_by=draft.by, by=by)
        _looked(by, draft=draft, agreed=True)


def _may_read(draft: Draft, by: Colleague) -> bool:
    if by.role == Colleague.ADVISER:
        return brought_to(by).filter(draft=draft).exists()
    return Conversation.objects.visible_to(by).filter(pk=draft.conversation_id).exists()


def comment(
    *, by: Colleague, text: str, draft: Draft | None = None, decision: Decision | None = None
) -> None:
    """Say what one would change, as a note beside the letters; it approves nothing."""
    if not text.strip():
        raise Refusal(_("The comment was empty, so nothing was written."))
    conversation = draft.conversation if draft else conversation_of(decision) if decision else None
    if conversation is None:
        raise Refusal(_("There is no conversation to write this into; your words are kept here."))
    if by.role == Colleague.ADVISER and not (draft and _may_read(draft, by)):
        raise Refusal(_("This was not brought to you, so nothing was written."))
    with transaction.atomic():
        conversations.note(conversation=conversation, by=by, text=text.strip())
        _looked(by, draft=draft, decision=decision)


def _looked(
    by: Colleague,
    *,
    draft: Draft | None = None,
    decision: Decision | None = None,
    agreed: bool = False,
) -> None:
    """Their own look is answered; the team's only once one of them has agreed."""
    who = Q(asked=by) | Q(asked=None) if agreed else Q(asked=by)
    open_looks = SecondLook.objects.filter(who, answered_at=None)
    open_looks.filter(draft=draft, decision=decision).update(answered_at=clock.now())
