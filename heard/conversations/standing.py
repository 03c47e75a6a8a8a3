"""Where we stand when nothing is difficult."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.conversations import panel
from heard.conversations.models import Conversation, Draft, Message
from heard.conversations.panel import Mark, NextStep, Panel, Standing
from heard.journal import clock
from heard.look.templatetags.said import for_how_long, until_when
from heard.people.models import Colleague


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:  # noqa: ARG001  # the registry's shape
    if conversation.trouble:
        return Standing(_("This mail could not be read. Nothing is lost: the original is kept."))
    if conversation.aside:
        return Standing(
            {
                "junk": _("A mail filter took this for unwanted, so it was put aside."),
                "bulk": _("This was sent to many people at once, so it was put aside."),
                "rate": _(
                    "So many mails came in one hour that it looks like two machines talking."
                ),
            }.get(conversation.aside, _("This was put aside. Nobody is waiting.")),
            NextStep(
                _("It is meant for us"),
                reverse("conversations:welcome", args=[conversation.pk]),
                "post",
            ),
        )
    if conversation.shown_again:
        when = until_when(conversation.snoozed_until, clock.now())
        return Standing(
            _("This was put off until %(when)s. Nobody is waiting.") % {"when": when},
            NextStep(_("Answer"), "#composer"),
        )
    if conversation.waiting_since is not None:
        if clock.now() - conversation.waiting_since < timedelta(minutes=1):
            return Standing(_("They wrote just now."), NextStep(_("Answer"), "#composer"))
        since = for_how_long(conversation.waiting_since, clock.now())
        return Standing(
            _("They have been waiting for an answer %(since)s.") % {"since": since},
            NextStep(_("Answer"), "#composer"),
        )
    last = conversation.last_message
    if last is not None and last.side == Message.US:
        return Standing(_("We have answered. Nobody is waiting."))
    return None


def our_letter(conversation: Conversation, colleague: Colleague) -> Standing | None:  # noqa: ARG001  # the registry's shape
    """A letter of ours that is not gone for sure; until it is, nothing else is the next step."""
    leaving = conversation.messages.filter(state=Message.LEAVING).select_related("outgoing")
    found = [(one, one.outgoing) for one in leaving.defer("outgoing__mime") if one.outgoing]
    for message, outgoing in found:
        if outgoing.asked_at:
            step = NextStep(_("Decide"), f"#message-{message.pk}")
            return Standing(_("Nobody knows yet whether our letter left."), step)
    for message, outgoing in found:
        if message.waits_for_its_hour and not outgoing.attempted_at:
            when = until_when(outgoing.leaves_at, clock.now())
            return Standing(_("Our letter leaves %(when)s.") % {"when": when})
    for message, outgoing in found:
        if outgoing.next_try_at and not outgoing.attempted_at:
            return Standing(_("Our letter has not left yet. Heard keeps trying."))
        if message.purpose != "acknowledgement":  # which leaves by itself
            return Standing(_("Our letter is leaving."))
    return None


def marks(conversations: Iterable[int], colleague: Colleague) -> dict[int, list[Mark]]:
    """A letter that came back, to its writer; one that may have left, to all who can decide."""
    ids = list(conversations)
    found: dict[int, list[Mark]] = {}
    asked = Message.objects.filter(
        conversation__in=ids, state=Message.LEAVING, outgoing__asked_at__isnull=False
    )
    for pk in asked.values_list("conversation", flat=True).distinct():
        found.setdefault(pk, []).append(Mark("draft", _("Did our letter leave?"), "overdue"))
    back = Draft.objects.filter(
        conversation__in=ids, by=colleague, sent_as=None, put_away_at=None
    ).exclude(handed_back="")
    for pk in back.values_list("conversation", flat=True):
        found.setdefault(pk, []).append(Mark("draft", _("Your letter came back")))
    later = Message.objects.filter(
        conversation__in=ids, state=Message.LEAVING, outgoing__tries=0, outgoing__asked_at=None
    ).select_related("outgoing")
    for message in later.defer("outgoing__mime"):
        if message.waits_for_its_hour and message.outgoing is not None:
            said = Mark("draft", _("Our letter leaves"), at=message.outgoing.leaves_at)
            found.setdefault(message.conversation_id, []).append(said)
    return found


def beside(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """Who brought it here from another desk, and what leaves the house there."""
    name = conversation.brought_from
    if not name:
        return None
    draft = conversation.drafts.filter(by=colleague, sent_as=None, put_away_at=None).first()
    return {"name": name, "draft": draft}


def offer_all() -> None:
    panel.offer(Panel("beside", "calm", 90, "conversations/_beside.html", beside))
    panel.offer_standing("conversations", 10, standing)
    panel.offer_standing("our_letter", 95, our_letter)
    panel.offer_marks("conversations", 10, marks)
