"""After a talk, in a minute: what they said, what one repeated, their answer, who promised what."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.holding.acts.promising import keep, promise
from heard.holding.models import Promise
from heard.journal.refusal import Refusal
from heard.listening import acts as listening
from heard.listening.questions import points_of
from heard.listening.wording import beside, ended, for_them, written
from heard.people.models import Colleague
from heard.situations.models import Situation

AFTER_TALK = "after_talk"
YES, MORE = "yes", "more"


@dataclass(frozen=True)
class Talk:
    """One talk as a colleague writes it down.

    `medium` is "call" or "meeting". `answer` is what they said to the repeating: "yes" (that is
    it), "more" (something was missing, in `answer_words`), or "" (they did not say).
    `we_answer` is whether what we promised is to answer them. `answered` is whether it gave the
    answer that an open promise of ours was about.
    """

    theirs: str
    repeated: str = ""
    medium: str = Message.CALL
    answer: str = ""
    answer_words: str = ""
    we_promise: str = ""
    we_due: datetime | None = None
    we_answer: bool = False
    they_promise: str = ""
    they_due: datetime | None = None
    answered: bool = False


def write_down(*, conversation: Conversation, by: Colleague, talk: Talk) -> list[Message]:
    """Keep the talk between the letters, with what follows from it; all of it, or nothing.

    That they feel understood is *reported* by the colleague, and counts once another one vouches.
    Refusal where a promise has no date, or a date no promise.
    """
    _complete(talk)
    with transaction.atomic():
        ours = Promise.objects.open().ours().filter(conversation=conversation)
        answers_before = list(ours.filter(is_answer=True))
        said = [_said(conversation, by, talk, Message.THEM, talk.theirs)]
        if talk.repeated.strip():
            said.append(_said(conversation, by, talk, Message.US, talk.repeated))
        if talk.answer == MORE:
            said.append(_said(conversation, by, talk, Message.THEM, talk.answer_words))
        _heard(conversation, by, talk)
        for side, text, due in (
            (Promise.US, talk.we_promise, talk.we_due),
            (Promise.THEM, talk.they_promise, talk.they_due),
        ):
            if due is not None:
                promise(
                    conversation=conversation,
                    by=by,
                    side=side,
                    text=text,
                    due=due,
                    message=said[0],
                    is_answer=talk.we_answer,
                )
        if talk.answered:
            for one in answers_before:
                keep(promise=one, by=by, message=said[-1])
            conversations.mark_answered(conversation=conversation, by=by)
    return said


def _complete(talk: Talk) -> None:
    if not talk.theirs.strip():
        raise Refusal(_("Please write what they said; nothing was written down yet."))
    if talk.medium not in {Message.CALL, Message.MEETING}:
        raise Refusal(
            _(
                "Please choose whether the talk was on the phone or at a table."
                " Nothing was written down yet."
            )
        )
    if talk.answer == MORE and not talk.answer_words.strip():
        raise Refusal(_("Please write what was missing; nothing was written down yet."))
    if bool(talk.we_promise.strip()) != (talk.we_due is not None) or bool(
        talk.they_promise.strip()
    ) != (talk.they_due is not None):
        raise Refusal(_("A promise needs its words and its date. Please add what is missing."))


def _said(conversation: Conversation, by: Colleague, talk: Talk, side: str, text: str) -> Message:
    """Between the letters. Only an answer, or a date, ends their waiting."""
    return conversations.log_call(
        conversation=conversation,
        by=by,
        text=text,
        side=side,
        medium=talk.medium,
        answers=talk.answered or talk.we_due is not None,
    )


def _heard(conversation: Conversation, by: Colleague, talk: Talk) -> None:
    situation = Situation.of(conversation.pk)
    if situation is None:
        return
    if talk.answer == YES and talk.repeated.strip():
        listening.report_heard(
            situation=situation, by=by, text=talk.answer_words.strip() or talk.repeated.strip()
        )
    elif talk.answer == MORE:
        standing = [point.text for point in points_of(situation)]
        listening.set_points(
            situation=situation, by=by, points=[*standing, talk.answer_words.strip()], shown=()
        )


def confirm_in_writing(*, conversation: Conversation, by: Colleague, talk: Talk) -> Draft:
    """A mail that says once more what was said and promised, as a draft; a person sends it."""
    understood = [talk.repeated, talk.answer_words if talk.answer == MORE else ""]
    text = written(
        "holding/mail/after_talk",
        conversation,
        {
            "at_a_table": talk.medium == Message.MEETING,
            "understood": [ended(one) for one in understood if one.strip()],
            "we_promise": ended(talk.we_promise) if talk.we_promise.strip() else "",
            "we_due": for_them(talk.we_due, conversation) if talk.we_due else "",
            "they_promise": ended(talk.they_promise) if talk.they_promise.strip() else "",
            "they_due": for_them(talk.they_due, conversation) if talk.they_due else "",
            "phone": by.phone,
            "writer": by.name,
        },
    )
    return conversations.save_draft(
        conversation=conversation,
        by=by,
        text=beside(conversation, by, AFTER_TALK, text),
        purpose=AFTER_TALK,
        declared=["promise" if talk.we_due else "none"],
    )
