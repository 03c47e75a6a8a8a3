"""Notes, calls, who looks after it, and when it is seen again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from heard.conversations.acts.taking_back import stop_waiting
from heard.conversations.acts.waiting import nobody_waits, they_said
from heard.conversations.models import Conversation, Invitation, Message, Note
from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague


def note(*, conversation: Conversation, by: Colleague, text: str) -> Note:
    """For colleagues only; it never leaves the house."""
    with transaction.atomic():
        made = Note.objects.create(
            conversation=conversation, by=by, text=text.strip(), at=clock.now()
        )
        record(
            verb="conversations.note_written",
            by=by,
            about={**_about(conversation), "note": made.pk},
        )
    return made


def assign(*, conversation: Conversation, to: Colleague | None, by: Colleague) -> None:
    """Who looks after it; None is anyone in the team."""
    if to is not None and not to.is_active:
        raise Refusal(_("%(name)s no longer works here. Nothing was changed.") % {"name": to.name})
    with transaction.atomic():
        if (
            to is not None
            and not Conversation.objects.visible_to(to).filter(pk=conversation.pk).exists()
        ):
            invite(conversation=conversation, colleague=to, by=by)
        Conversation.objects.filter(pk=conversation.pk).update(assignee=to)
        record(verb="conversations.assigned", by=by, about=_about(conversation))
    conversation.refresh_from_db(fields=["assignee"])


def let_go(*, conversation: Conversation) -> None:
    """Nobody looks after it any more, and nothing says who let it go."""
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(assignee=None)
        record(
            verb="conversations.assigned", by="machine:conversations", about=_about(conversation)
        )
    conversation.refresh_from_db(fields=["assignee"])


def invite(*, conversation: Conversation, colleague: Colleague, by: Colleague) -> None:
    """Let a colleague see this one conversation, whose mailbox their teams do not read."""
    with transaction.atomic():
        _invitation, made = Invitation.objects.get_or_create(
            conversation=conversation,
            colleague=colleague,
            defaults={"by": by, "at": clock.now()},
        )
        if made:
            record(
                verb="conversations.invited",
                by=by,
                about={**_about(conversation), "colleague": colleague.pk},
            )


def snooze(*, conversation: Conversation, until: datetime | None, by: Colleague) -> None:
    """Out of the waiting list until then, and on the desk again at that moment, even where nobody
    waits; what they write brings it back at once, and so does None."""
    if until is not None and until <= clock.now():
        raise Refusal(_("That moment has passed already. Nothing was changed."))
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(snoozed_until=until)
        record(verb="conversations.snoozed", by=by, about=_about(conversation), due_at=until)


def show_again(*, conversation: Conversation, by: str = "machine:conversations") -> None:
    """The moment has come that it was put off to; nothing where it was moved or taken up since."""
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        until = locked.snoozed_until
        if until is None or until > clock.now() or locked.waiting_since or locked.put_away_at:
            return
        locked.waiting_since = until
        locked.save(update_fields=["waiting_since"])
        record(verb="conversations.brought_back", by=by, about=_about(locked))


def log_call(
    *,
    conversation: Conversation,
    by: Colleague,
    text: str,
    side: str,
    medium: str,
    answers: bool = True,
) -> Message:
    """What was said on the phone or at a table, written down afterwards.

    `answers`: whether words of ours were what they waited for; otherwise they wait on.
    """
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        said = Message.objects.create(
            conversation=locked,
            side=side,
            medium=medium,
            contact=locked.contact if side == Message.THEM else None,
            colleague=by,
            text=text.strip(),
            automatic=True,  # written down by us: nobody waits because of it
            at=clock.now(),
        )
        if side == Message.THEM or answers:
            they_said(locked, said)
        if side == Message.THEM:
            stop_waiting(locked, why="they_wrote")
        record(
            verb="conversations.call_logged",
            by=by,
            about={**_about(locked), "message": said.pk},
        )
    return said


def mark_answered(
    *,
    conversation: Conversation,
    by: Colleague,
    seen: int | None = None,
    spoke: str | None = None,
) -> Conversation:
    """Nobody waits any more: they thanked us, or were answered another way.

    `seen`: id of what had come in last when `by` looked; for what came after it they wait on, as
    for what they said elsewhere and `spoke` (as `elsewhere.mark` gives it) does not know. Returns
    the conversation as it stands then.
    """
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        last = locked.messages.filter(side=Message.THEM, pk=seen).first() if seen else None
        nobody_waits(locked, seen=last, spoke=spoke)
        record(verb="conversations.marked_answered", by=by, about=_about(locked))
    return locked


def close_quietly(*, conversation: Conversation, by: Actor | str) -> None:
    """Closed, and nobody waits."""
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(
            closed_at=clock.now(), waiting_since=None, snoozed_until=None
        )
        record(verb="conversations.closed", by=by, about=_about(conversation))


def reopen_quietly(*, conversation: Conversation, by: Actor | str) -> None:
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(closed_at=None)
        record(verb="conversations.reopened", by=by, about=_about(conversation))


def put_away(*, conversation: Conversation, by: Actor | str) -> None:
    """Archived, by the guard's leave: in no list but the search."""
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(
            put_away_at=clock.now(), waiting_since=None
        )
        record(verb="conversations.put_away", by=by, about=_about(conversation))


def bring_back(*, conversation: Conversation, by: str = "machine:closing") -> None:
    """On the desk again, among those who wait; whoever waits already keeps their place."""
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(
            waiting_since=Coalesce("waiting_since", Value(clock.now())), snoozed_until=None
        )
        record(verb="conversations.brought_back", by=by, about=_about(conversation))


def calm_down(*, conversation: Conversation) -> None:
    """What was brought back for a look of ours was looked at."""
    Conversation.objects.filter(pk=conversation.pk).update(waiting_since=None)


def _about(conversation: Conversation) -> dict[str, int | str]:
    return {"conversation": conversation.pk}
