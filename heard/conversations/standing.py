"""Where we stand when nothing is difficult."""

from django.utils.translation import gettext as _

from heard.conversations import panel
from heard.conversations.models import Conversation, Message
from heard.conversations.panel import NextStep, Standing
from heard.journal import clock
from heard.look.templatetags.said import how_long
from heard.people.models import Colleague


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:  # noqa: ARG001  # the registry's shape
    if conversation.trouble:
        return Standing(_("This mail could not be read. Nothing is lost: the original is kept."))
    if conversation.waiting_since is not None:
        since = how_long(conversation.waiting_since, clock.now())
        return Standing(
            _("They have been waiting for an answer for %(since)s.") % {"since": since},
            NextStep(_("Answer"), "#composer"),
        )
    last = conversation.last_message
    if last is not None and last.side == Message.US:
        return Standing(_("We have answered. Nobody is waiting."))
    return None


def offer_all() -> None:
    panel.offer_standing("conversations", 10, standing)
