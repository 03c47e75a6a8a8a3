"""Ending on a good note, looking in again, and opening up once more."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heard.closing.acts.asking import PURPOSE, QUESTIONS, may_ask
from heard.closing.models import FollowUp, GoodNote, Pulse
from heard.closing.unanswered import (
    left_in_the_heat,
    never_answered,
    open_points,
    refuse_untold,
    said_since,
    troubled_since,
)
from heard.conversations import acts as conversations
from heard.conversations.acts import Held
from heard.conversations.models import Conversation, Draft, Message
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.once import asked_once
from heard.journal.refusal import Refusal
from heard.listening.wording import beside, day_and_hour, spoken, written
from heard.people.models import Colleague
from heard.philosophy.acts import weigh
from heard.philosophy.gate import Act
from heard.situations import acts as situations
from heard.situations.models import Situation


@asked_once
def good_letter(conversation: Conversation, by: Colleague) -> Message | None:
    """The good note that left as a letter since it was last closed, if one did, and nothing that
    asks for another came after it; `by`: who looks."""
    letters = conversation.messages.filter(purpose=PURPOSE, state=Message.SENT)
    last = letters.order_by("-at", "-id").first()
    if last is None or GoodNote.objects.filter(message=last).exists():
        return None
    return None if troubled_since(conversation, last.at, by) else last


def act_of(conversation: Conversation, by: Colleague, thanks: str = "", agreed: str = "") -> Act:
    """Closing as the gate sees it; a good note that left as a letter speaks for itself."""
    letter = good_letter(conversation, by)
    if letter is not None:
        thanks, agreed = thanks or letter.text, agreed or letter.text
    return Act(
        kind="close",
        name=f"close:{conversation.pk}",
        by=by,
        digest="",
        conversation=conversation.pk,
        answers={"thanks": thanks, "agreed": agreed},
    )


def close(
    *,
    conversation: Conversation,
    by: Colleague,
    thanks: str = "",
    agreed: str = "",
    follow_up: datetime | None = None,
    seen: int | None = None,
) -> GoodNote:
    """Close with thanks, what was agreed and when to look in again.

    `seen`: id of what had come in last when `by` looked, 0 for nothing, None where nobody asks.
    Held (with findings) over an open promise of ours; Refusal over what came after `seen`, over a
    decision that nobody was told, over points of ours still open, and over theirs, or a hot
    message, without an answer or a word of what was agreed.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if conversation.closed_at:
            raise Refusal(_("This conversation is closed already. Nothing was changed."))
        if conversation.messages.filter(state=Message.LEAVING).exists():
            raise Refusal(
                _("A letter is still on its way out of here. Close it once that has left.")
            )
        if seen is not None and said_since(conversation, seen).exists():
            raise Refusal(
                _("They wrote meanwhile, so it stays open. What you typed is kept; please read it.")
            )
        refuse_untold(conversation)
        findings = weigh(act_of(conversation, by, thanks, agreed))
        if any(finding.blocks for finding in findings):
            raise Held(findings)
        situation = Situation.of(conversation.pk)
        if situation is not None and open_points(situation):
            raise Refusal(
                _("A point of ours has no answer yet. Mark it as answered or evaded first.")
            )
        letter = good_letter(conversation, by)
        if not agreed.strip() and letter is None:
            _not_in_silence(conversation, situation, by)
        note = GoodNote.objects.create(
            conversation=conversation,
            situation=situation,
            thanks=thanks.strip(),
            agreed=agreed.strip(),
            message=letter,
            by=by,
            at=clock.now(),
        )
        if situation is not None:
            situations.end(situation=situation, by=by)
        conversations.close_quietly(conversation=conversation, by=by)
        follow_up = follow_up or _told_them(letter)
        if follow_up is not None:
            look_in_again(conversation=conversation, by=by, due=follow_up)
        record(verb="closing.closed", by=by, about=_about(conversation))
    return note


def _not_in_silence(conversation: Conversation, situation: Situation | None, by: Colleague) -> None:
    """Refusal where they were unhappy and we have neither answered nor agreed on anything."""
    if situation is not None and never_answered(situation):
        raise Refusal(
            _("Their points have no answer yet. Answer them, or write down what was agreed.")
        )
    if left_in_the_heat(conversation, by):
        raise Refusal(
            _("Their hot message has no answer yet. Answer it, or write down what was agreed.")
        )


def _told_them(letter: Message | None) -> datetime | None:
    """The day to look in again that the good note's letter named, if it lies ahead."""
    draft = Draft.objects.filter(sent_as=letter).first() if letter else None
    day = draft.promised_for if draft else None
    return day if day is not None and day > clock.now() else None


def write_good_note(
    *,
    conversation: Conversation,
    by: Colleague,
    thanks: str,
    agreed: str,
    follow_up: datetime | None,
    ask: bool = False,
) -> Draft:
    """The good note as a letter of its own, in the conversation's language; a draft.

    `ask`: with the question whether they felt heard, where it may be asked.
    """
    said: dict[str, Any] = {
        "thanks": thanks.strip(),
        "agreed": agreed.strip(),
        "follow_up": day_and_hour(follow_up, conversation.language) if follow_up else "",
        "question": QUESTIONS[spoken(conversation)] if ask and may_ask(conversation) else "",
        "writer": by.name,
    }
    text = written("closing/mail/good_note", conversation, said)
    return conversations.save_draft(
        conversation=conversation,
        by=by,
        text=beside(conversation, by, PURPOSE, text),
        purpose=PURPOSE,
        promised_for=follow_up,
        declared=["none"],
    )


def look_in_again(
    *, conversation: Conversation, by: Colleague, due: datetime, text: str = ""
) -> FollowUp:
    """One open follow-up per conversation; a new date takes the place of the old."""
    if due <= clock.now():
        raise Refusal(_("The day to look in again has passed already. Please choose a later one."))
    with transaction.atomic():
        FollowUp.objects.filter(conversation=conversation, done_at=None).update(done_at=clock.now())
        made = FollowUp.objects.create(
            conversation=conversation, due=due, text=text.strip(), by=by, at=clock.now()
        )
        record(verb="closing.follow_up_set", by=by, about=_about(conversation))
    return made


def follow_up_due() -> int:
    """Due follow-ups bring their conversation back on the desk; returns how many."""
    count = 0
    ripe = FollowUp.objects.filter(due__lte=clock.now(), done_at=None)
    for one in ripe.select_related("conversation", "by"):
        with transaction.atomic():
            if FollowUp.objects.filter(pk=one.pk, done_at=None).update(done_at=clock.now()):
                conversations.bring_back(conversation=one.conversation)
                record(
                    verb="closing.follow_up_due",
                    by="machine:closing",
                    about=_about(one.conversation),
                )
                count += 1
    return count


def forget(conversations: QuerySet[Conversation]) -> None:
    """Empty how these ended and what one meant to look in for; by the guard's leave."""
    GoodNote.objects.filter(conversation__in=conversations).update(thanks="", agreed="")
    Pulse.objects.filter(conversation__in=conversations).update(text="")
    FollowUp.objects.filter(conversation__in=conversations).update(text="", done_at=clock.now())


def reopen(*, conversation: Conversation, by: Colleague) -> None:
    """Open it once more; what was is kept."""
    with transaction.atomic():
        GoodNote.objects.filter(conversation=conversation, reopened_at=None).update(
            reopened_at=clock.now()
        )
        conversations.reopen_quietly(conversation=conversation, by=by)
        record(verb="closing.reopened", by=by, about=_about(conversation))


def _about(conversation: Conversation) -> dict[str, int | str]:
    return {"conversation": conversation.pk}
