"""When it gets difficult, when a restatement really left, and when they answered it."""

from django.db.models import Q

from heard.conversations.models import Message
from heard.journal.discretion import REDACTED
from heard.journal.marks import only_for
from heard.journal.models import Entry
from heard.journal.prepared import Lookup
from heard.listening import acts
from heard.listening.models import Confirmation
from heard.situations.models import Situation

MARK = f"/heard/{REDACTED}"  # what is left of the link in a letter that quotes it
SAID = Lookup(lambda pk: Message.objects.filter(pk=pk), int)


def _in_a_situation(entries: list[Entry]) -> list[Entry]:
    here = {entry.about.get("conversation") for entry in entries}
    open_there = Situation.objects.filter(conversation__in=here - {None}, ended_at=None)
    found = set(open_there.values_list("conversation", flat=True))
    return [entry for entry in entries if entry.about.get("conversation") in found]


def _quoting_the_link(entries: list[Entry]) -> list[Entry]:
    said = Message.objects.filter(pk__in=[entry.about["message"] for entry in entries])
    anywhere = Q()
    for part in ("text", "quoted", "signature", "html"):
        anywhere |= Q(**{f"{part}__contains": MARK})
    found = set(said.filter(anywhere, side=Message.THEM).values_list("pk", flat=True))
    return [entry for entry in entries if entry.about["message"] in found]


@only_for(_in_a_situation)
def find_points(entry: Entry) -> None:
    """A situation was raised, or they wrote in one: what they say is gone through at once."""
    situation = Situation.of(int(entry.about.get("conversation") or 0))
    if situation is not None:
        acts.extract(situation=situation, by="machine:judgement")
        acts.find_deadlines(situation=situation)


@only_for(_quoting_the_link)
def their_letter(entry: Entry) -> None:
    """Their answer quotes the link that was theirs alone; it lies in our stored mail now."""
    message = SAID.first(entry.about["message"])
    if message is None or not message.is_incoming:
        return
    if any(
        MARK in part for part in (message.text, message.quoted, message.signature, message.html)
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
