"""When it gets difficult, when a restatement really left, and when they answered it."""

from heard.conversations.models import Message
from heard.journal.discretion import REDACTED
from heard.journal.models import Entry
from heard.journal.prepared import Lookup
from heard.listening import acts
from heard.listening.models import Confirmation
from heard.situations.models import Situation

SAID = Lookup(lambda pk: Message.objects.filter(pk=pk), int)


def find_points(entry: Entry) -> None:
    """A situation was raised, or they wrote in one: what they say is gone through at once."""
    situation = Situation.of(int(entry.about.get("conversation") or 0))
    if situation is not None:
        acts.extract(situation=situation, by="machine:judgement")
        acts.find_deadlines(situation=situation)


def their_letter(entry: Entry) -> None:
    """Their answer quotes the link that was theirs alone; it lies in our stored mail now."""
    message = SAID.first(entry.about["message"])
    if message is None or not message.is_incoming:
        return
    mark = f"/heard/{REDACTED}"
    if any(
        mark in part for part in (message.text, message.quoted, message.signature, message.html)
    ):
        acts.retire_links(conversation=message.conversation)


def letter_left(entry: Entry) -> None:
    message = Message.objects.filter(pk=entry.about.get("message")).first()
    if message is not None and message.purpose == "restatement":
        acts.restated(message=message)


def acknowledge(entry: Entry) -> None:
    confirmation = (
        Confirmation.objects.select_related(
            "restatement__situation__conversation", "restatement__by"
        )
        .filter(pk=entry.about.get("confirmation"))
        .first()
    )
    if confirmation is not None:
        acts.acknowledge(confirmation=confirmation)
