"""What somebody said in a conversation with somebody else: their part goes, the rest stays."""

from typing import Any

from django.db.models import Min, QuerySet

from heard.conversations.models import Draft, Message
from heard.decisions.acts.emptying_letters import delete_files, empty_letters
from heard.holding.models import Promise
from heard.journal import clock
from heard.listening.models import Confirmation, Deadline, Point, Restatement
from heard.mail.models import Bounce, OutgoingMessage, RawMessage
from heard.people.models import Contact

LISTS = ("to", "cc", "bcc", "reply_to")


def empty_elsewhere(person: list[Contact], addresses: set[str]) -> None:
    """Empty what they wrote where somebody else is the contact, and our letters there that went to
    nobody but them; of what was said around it, their address and what quotes them go.

    What others wrote about them stays the others', with the mail as it came.
    """
    _forget_likeness(person)
    said = Message.objects.filter(contact__in=person).exclude(conversation__contact__in=person)
    places = said.order_by("conversation").values_list("conversation").annotate(since=Min("at"))
    for place, since in list(places):
        there = Message.objects.filter(conversation=place)
        to_them = [message.pk for message in there if _to_nobody_else(message, addresses)]
        gone = [*there.filter(contact__in=person).values_list("pk", flat=True), *to_them]
        rest = there.exclude(pk__in=gone)
        _empty(there.filter(pk__in=gone))
        _empty_around(rest, addresses)
        _empty_quotes(rest.filter(at__gte=since))
        for draft in Draft.objects.filter(conversation=place):
            _take_out(draft, ("to", "cc", "bcc"), addresses)


def _to_nobody_else(message: Message, addresses: set[str]) -> bool:
    written_to = {address.lower() for address in (*message.to, *message.cc, *message.bcc)}
    return message.side == Message.US and bool(written_to) and written_to <= addresses


def _empty(gone: QuerySet[Message]) -> None:
    points = Point.objects.filter(message__in=gone)
    words = set(points.values_list("text", flat=True))
    for told in Restatement.objects.filter(situation__in=points.values("situation")):
        told.points = [point for point in told.points if point not in words]
        told.save(update_fields=["points"])
    points.filter(dropped_at=None).update(dropped_at=clock.now())
    points.update(text="", effect="", ask="")
    Deadline.objects.filter(message__in=gone).update(words="")
    Confirmation.objects.filter(message__in=gone).update(text="")
    Promise.objects.filter(message__in=gone).update(text="")
    empty_letters(gone, Draft.objects.filter(sent_as__in=gone), RawMessage.objects.none())
    gone.update(noted={"erased": True})


def _empty_around(rest: QuerySet[Message], addresses: set[str]) -> None:
    """The letters of others and to others: nobody sees in them any more where to write to."""
    for message in rest:
        _take_out(message, LISTS, addresses)
    for letter in OutgoingMessage.objects.filter(message__in=rest).defer("mime"):
        if _take_out(letter, ("recipients",), addresses):
            letter.refusals = [
                one for one in letter.refusals if one["address"].lower() not in addresses
            ]
            letter.save(update_fields=["refusals"])
            reports = Bounce.objects.filter(outgoing=letter)
            raws = RawMessage.objects.filter(bounce__in=reports)
            delete_files(Message.objects.none(), Draft.objects.none(), raws)
            reports.update(reason="")


def _empty_quotes(later: QuerySet[Message]) -> None:
    """Below what was written later stands what was written before, theirs too. What is still to
    leave goes as it was written."""
    later.exclude(quoted="").update(quoted="", html="")
    left = OutgoingMessage.objects.exclude(sent_at=None, cancelled_at=None, failed_at=None)
    left.filter(message__in=later).update(mime=b"")


def _take_out(row: Any, lists: tuple[str, ...], addresses: set[str]) -> bool:
    """Without these addresses in its lists; whether one stood there."""
    kept = {
        name: [one for one in getattr(row, name) if one.lower() not in addresses] for name in lists
    }
    changed = [name for name in lists if kept[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, kept[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _forget_likeness(person: list[Contact]) -> None:
    """Strangers who looked like them are told apart by naming their address."""
    keys = [contact.pk for contact in person]
    for message in Message.objects.filter(noted__lookalike__contact__in=keys):
        message.noted = {key: value for key, value in message.noted.items() if key != "lookalike"}
        message.save(update_fields=["noted"])
