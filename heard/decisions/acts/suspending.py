"""Protecting colleagues from threats at once, for a while."""

from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation
from heard.decisions.models import Suspension
from heard.huddles import acts as huddles
from heard.huddles.models import Huddle
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.hands import in_one_hand
from heard.people.models import Colleague
from heard.situations import acts as situations
from heard.situations.models import Situation

LONGEST = 72  # hours that one person may suspend alone
BETWEEN = timedelta(days=30)  # before the same person may begin it again


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
    before = conversation.suspensions.order_by("-at", "-id").first()
    if before and before.by.person == by.person and now - before.until < BETWEEN:
        raise Refusal(
            _("You suspended this before. Now a colleague begins it, or you decide it together.")
        )
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
    others = Colleague.objects.active().exclude(pk=by.pk)
    leading = [colleague for colleague in others if colleague.leads]
    asked = leading or list(others[:2])
    huddle = Huddle.objects.open().filter(situation=situation).first()
    if huddle is not None:
        huddles.ask_further(huddle=huddle, by=by, invite=asked)
    elif asked:
        with translation.override(by.language):
            question = translation.gettext("This is suspended to protect us. How do we go on?")
        huddles.gather(situation=situation, by=by, question=question, invite=asked)


def renew_suspension(*, suspension: Suspension, by: Colleague) -> None:
    """A second person prolongs it once, by up to 72 hours."""
    if in_one_hand(by, suspension.by, suspension.at):
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
