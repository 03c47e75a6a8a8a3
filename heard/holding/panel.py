"""Promises beside the conversation and at the edge of the inbox."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.conversations import panel, purposes
from heard.conversations.models import Conversation, Message
from heard.conversations.panel import Mark, NextStep, Panel, Standing
from heard.heat.questions import is_hot
from heard.holding.acts.promising import REMINDER, RENEWAL, extension_needed, go_on, unfit
from heard.holding.clocks import answer_clock
from heard.holding.models import Promise
from heard.holding.questions import held_by, open_promises, proposed_dates, time_asked_for
from heard.journal import clock
from heard.journal.once import asked_once
from heard.listening.models import Deadline
from heard.listening.questions import heard_state
from heard.listening.their_time import their_days
from heard.look.templatetags.said import until_when
from heard.people.models import Colleague
from heard.situations import way
from heard.situations.models import Situation

PATIENCE = timedelta(days=2)  # after a reminder, before we would remind again


def marks(conversations: Iterable[int], colleague: Colleague) -> dict[int, list[Mark]]:  # noqa: ARG001  # the registry's shape
    found: dict[int, list[Mark]] = {}
    now = clock.now()
    for promise in Promise.objects.open().filter(conversation__in=list(conversations)):
        mine = promise.by == Promise.US
        word = _("Promise:") if mine else _("Promised to us:")
        tone = "overdue" if promise.is_overdue(now) else "ours" if mine else "theirs"
        found.setdefault(promise.conversation_id, []).append(
            Mark("promise", word, tone, promise.due)
        )
    return found


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    promises = open_promises(conversation.pk).select_related("made_by", "message", "conversation")
    return {
        "conversation": conversation,
        "promises": [(one, _beyond(one), time_asked_for(one)) for one in promises],
        "dates": proposed_dates(theirs=their_days(conversation)),
        "clock": answer_clock(conversation),
        "moment": clock.now(),
    }


def _beyond(promise: Promise) -> Deadline | None:
    """The date of theirs that passes before one of ours that was written down by hand; a letter
    with a date was warned about while it was written."""
    letter = promise.message is not None and promise.message.medium == Message.MAIL
    if promise.by != Promise.US or letter:
        return None
    return extension_needed(promise.conversation, promise.due)


def promised(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    """In the calm view, while it is difficult: what was promised, by whom, by when."""
    if conversation.closed_at or not (Situation.of(conversation.pk) or is_hot(conversation.pk)):
        return None
    promises = list(open_promises(conversation.pk).select_related("made_by"))
    return {"promises": promises, "moment": clock.now()} if promises else None


@asked_once
def _next_of_ours(conversation: Conversation) -> Promise | None:
    return open_promises(conversation.pk).filter(by=Promise.US).first()


def overdue(conversation: Conversation, colleague: Colleague) -> Standing | None:
    """For whoever does not hold it: what is overdue is the team's, and one click takes it."""
    ours = _next_of_ours(conversation)
    if ours is None or not ours.is_overdue(clock.now()):
        return None
    situation, who = Situation.of(conversation.pk), held_by(conversation, ours)
    if (situation is not None and situation.owner_id is None) or who == colleague:
        return None
    take = f"{reverse('holding:take_over', args=[ours.pk])}?held={who.pk if who else ''}"
    return Standing(
        _("Our promise was due %(when)s and is overdue. It is with the whole team now.")
        % {"when": until_when(ours.due, clock.now())},
        NextStep(_("I take it"), take, "post"),
    )


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:  # noqa: ARG001  # the registry's shape
    now = clock.now()
    ours = _next_of_ours(conversation)
    answer = NextStep(_("Answer"), "#composer")
    if ours is not None:
        when = until_when(ours.due, now)
        if ours.is_overdue(now):
            return Standing(
                _("Our promise was due %(when)s and is overdue.") % {"when": when}, answer
            )
        if conversation.waiting_since is not None:
            return _promised_and_waited_for(conversation)
        if not ours.is_answer:
            look = NextStep(_("Look at the promise"), "#promises")
            return Standing(_("Our promise is due %(when)s.") % {"when": when}, look)
        return Standing(
            _("They hear from us by %(when)s.") % {"when": when},
            _meanwhile(Situation.of(conversation.pk)) or answer,
        )
    theirs = open_promises(conversation.pk).filter(by=Promise.THEM).first()
    if theirs is not None and conversation.waiting_since is None:
        when = until_when(theirs.due, now)
        if theirs.is_overdue(now):
            remind = NextStep(
                _("Remind them kindly"), reverse("holding:ask_for", args=[theirs.pk]), "post"
            )
            asked = theirs.asked_at
            if asked and not _they_spoke(conversation, asked):
                if now - asked < PATIENCE:
                    return Standing(_("We asked for what they promised, and wait for a word."))
                return _asked_in_vain(conversation)
            return Standing(_("They promised us a word by %(when)s.") % {"when": when}, remind)
        return Standing(_("We hear from them by %(when)s.") % {"when": when})
    return None


def _promised_and_waited_for(conversation: Conversation) -> Standing | None:
    """They wait, and an answer is promised; of another promise they still wait for the answer."""
    ours = open_promises(conversation.pk).filter(by=Promise.US, is_answer=True).first()
    situation = Situation.of(conversation.pk)
    if ours is None or (situation is not None and heard_state(situation) == "corrected"):
        return None  # what they added comes first
    since = conversation.messages.filter(side=Message.THEM, automatic=False, at__gt=ours.made_at)
    said = (
        _("They wrote again; we have promised an answer by %(when)s.")
        if since.exists()
        else _("We have promised them an answer by %(when)s.")
    )
    when = until_when(ours.due, clock.now())
    return Standing(said % {"when": when}, NextStep(_("Answer"), "#composer"))


def _meanwhile(situation: Situation | None) -> NextStep | None:
    """What the time that was bought is for, where the way has come to the colleagues."""
    if situation is None or way.step(situation) != "huddle":
        return None
    return NextStep(_("Ask two colleagues"), reverse("huddles:gather", args=[situation.pk]))


def _they_spoke(conversation: Conversation, since: datetime) -> bool:
    """Whether they said anything after that, as far as people said it."""
    said = conversation.messages.filter(side=Message.THEM, automatic=False)
    return said.filter(at__gt=since).exists()


def _asked_in_vain(conversation: Conversation) -> Standing:
    """A kind reminder was not enough: what do colleagues think?"""
    text = _("We reminded them kindly, and nothing came. What do colleagues think?")
    situation = Situation.of(conversation.pk)
    if situation is not None:
        gather = reverse("huddles:gather", args=[situation.pk])
        return Standing(text, NextStep(_("Ask two colleagues"), gather))
    take_up = reverse("situations:raise", args=[conversation.pk])
    return Standing(
        _("We reminded them kindly, and nothing came."),
        NextStep(_("Take it up: we are unhappy"), f"{take_up}?raised_by=us", "post"),
    )


def _held(situation: Situation) -> bool:
    return (
        Promise.objects.ours()
        .filter(conversation=situation.conversation_id, made_at__gte=situation.raised_at)
        .exists()
    )


def offer_all() -> None:
    purposes.offer(purposes.Purpose(RENEWAL, refuse=unfit, go_on=go_on))
    purposes.offer(purposes.Purpose(REMINDER, go_on=go_on))
    panel.offer(Panel("promised", "calm", 50, "holding/_calm.html", promised))
    panel.offer(Panel("promises", "side", 50, "holding/_side.html", side))
    panel.offer_standing("overdue", 90, overdue)
    panel.offer_standing("holding", 50, standing)
    panel.offer_marks("promises", 50, marks)
    way.offer("hold", _held)
