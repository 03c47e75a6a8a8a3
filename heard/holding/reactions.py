"""Promises begin, are renewed and are kept when letters have really left."""

from heard.conversations.models import Message
from heard.holding import acts
from heard.journal.models import Entry
from heard.listening.models import Restatement

KEEPING = {"", "answer"}  # what a letter of ours must be for to keep a promised answer


def restated(entry: Entry) -> None:
    restatement = (
        Restatement.objects.select_related("situation__conversation", "message", "by")
        .filter(pk=entry.about.get("restatement"))
        .first()
    )
    if restatement is not None:
        acts.promised_with(restatement=restatement)


def letter_left(entry: Entry) -> None:
    """A real answer keeps the answer we had promised, a letter with a new date renews it, and a
    kind reminder asks for theirs."""
    message = (
        Message.objects.select_related("conversation", "colleague", "outgoing")
        .filter(pk=entry.about.get("message"))
        .first()
    )
    if message is None or message.colleague is None or message.reached_nobody:
        return
    if message.purpose == acts.RENEWAL:
        acts.renewed_with(message=message)
    elif message.purpose == acts.REMINDER:
        acts.asked_with(message=message)
    elif message.purpose in KEEPING and not _promises_only(message):
        acts.answered_with(message=message, by=message.colleague)


def _promises_only(message: Message) -> bool:
    """A letter that only promises an answer is not the answer."""
    return "promise" in message.declared and not {"yes", "no"} & set(message.declared)
