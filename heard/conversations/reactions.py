"""What follows from mail that came in and from letters that were sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from heard.conversations import acts
from heard.conversations.acts.what_leaves import act_of
from heard.conversations.models import Conversation, Draft, Message
from heard.conversations.reading import Letter, handed_over, is_reading_ahead, read, reading_ahead
from heard.journal import clock
from heard.journal.marks import NotYet, beforehand, standing_alone
from heard.journal.models import Entry, Errand
from heard.journal.prepared import Lookup
from heard.mail import acts as mail
from heard.mail.models import OutgoingMessage, RawMessage
from heard.people.models import Merge
from heard.philosophy.acts import weigh

SENDING = [f"{__name__}.send_out", f"{__name__}.settled"]
FILING = f"{__name__}.file_mail"
RAW = Lookup(lambda pk: RawMessage.objects.filter(pk=pk), int)


def contacts_merged(entry: Entry) -> None:
    acts.follow_merge(merge=Merge.objects.get(pk=entry.about["merge"]))


def contacts_parted(entry: Entry) -> None:
    acts.follow_parting(merge=Merge.objects.get(pk=entry.about["merge"]))


def show_again(entry: Entry) -> None:
    """At the moment a conversation was put off to."""
    acts.show_again(conversation=Conversation.objects.get(pk=entry.about["conversation"]))


def _read(entry: Entry) -> tuple[RawMessage, Letter]:
    raw = handed_over(entry.about["raw"]) or RAW.one(entry.about["raw"])
    letter = read(raw)
    acts.keep_files(letter)
    return raw, letter


@contextmanager
def _read_ahead(entries: list[Entry]) -> Iterator[None]:
    asked = [entry.about["raw"] for entry in entries]
    if is_reading_ahead() or len(asked) < 2:
        yield
        return
    stored = RawMessage.objects.in_bulk(asked)
    with reading_ahead([stored[pk] for pk in asked if pk in stored]):
        yield


@beforehand(_read, ahead=_read_ahead)
def file_mail(_entry: Entry, known: tuple[RawMessage, Letter]) -> None:
    raw, letter = known
    acts.file_message(raw=raw, letter=letter)


def show_unfiled(entry: Entry) -> None:
    """A mail that could not be filed by any try is shown as it came, with the reason."""
    errand = Errand.objects.select_related("entry").get(pk=entry.about["errand"])
    if errand.reaction == FILING:
        raw = RawMessage.objects.filter(pk=errand.entry.about["raw"]).first()
        if raw is not None:
            acts.file_unfiled(raw=raw)


def return_unsent(entry: Entry) -> None:
    """A letter that no try could send comes back to its writer; where it may have left all the
    same, a person is asked."""
    errand = Errand.objects.select_related("entry").get(pk=entry.about["errand"])
    if errand.reaction in SENDING:
        message = _leaving().filter(_of(errand.entry)).first()
        if message is not None and message.outgoing is not None:
            if mail.ask_about(outgoing=message.outgoing).asked_at:
                acts.ask_whether_it_left(message=message)
            else:
                acts.hand_back(message=message, why="gave_up")


def _of(entry: Entry) -> Q:
    about = entry.about
    return Q(pk=about["message"]) if "message" in about else Q(outgoing=about["outgoing"])


@standing_alone
def send_out(entry: Entry) -> None:
    """One try: ask the gate again, compare what was allowed, then hand it to the mail room.

    Speaks to the mail server, so it keeps its own transactions. Raises NotYet when its hour has
    not come, or the server asks to come back later.
    """
    message = _leaving().filter(pk=entry.about["message"]).first()
    if message is not None:
        _try(message, entry)


@standing_alone
def settled(entry: Entry) -> None:
    """A person has decided about a letter that may have left: it arrived, or goes once more."""
    message = _leaving().filter(outgoing=entry.about["outgoing"]).first()
    if message is not None:
        _try(message, entry)


def colleague_departed(entry: Entry) -> None:
    """Whoever has left the house sends nothing: what waits for its hour comes back to the desk."""
    for message in _leaving().filter(colleague=entry.about["colleague"]):
        if message.outgoing is not None and message.outgoing.can_be_taken_back:
            acts.hand_back(message=message, why="departed")


def _leaving() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.LEAVING).select_related("outgoing", "conversation")


def _try(message: Message, entry: Entry) -> None:
    waiting = message.outgoing
    if waiting is None:
        return
    if waiting.attempted_at and _in_other_hands(message, entry):
        raise NotYet(clock.now() + timedelta(seconds=settings.HEARD_LEASE_SECONDS))
    if waiting.can_be_taken_back:
        early = max(waiting.leaves_at, waiting.next_try_at or waiting.leaves_at)
        if early > clock.now():
            raise NotYet(early)
        why = _stopped_by(message, waiting)
        if why:
            acts.hand_back(message=message, why=why)
            return
    outgoing = mail.post(outgoing=waiting)
    if outgoing.sent_at:
        acts.leave(message=message)
    elif outgoing.failed_at:
        acts.hand_back(message=message, why="refused")
    elif outgoing.asked_at:
        acts.ask_whether_it_left(message=message)
    else:
        raise NotYet(outgoing.next_try_at or clock.now())


def _in_other_hands(message: Message, entry: Entry) -> bool:
    """Whether another errand for this letter (it was sent, then moved) is being run right now:
    then its answer is still to come, and nobody needs to be asked."""
    mine = Q(entry__about__message=message.pk) | Q(entry__about__outgoing=message.outgoing_id)
    others = Errand.objects.in_hand().exclude(entry=entry)
    return others.filter(mine, reaction__in=SENDING).exists()


def _stopped_by(message: Message, outgoing: OutgoingMessage) -> str:
    """A machine word for what changed since Send, or ""."""
    draft = Draft.objects.select_related("by", "conversation").get(sent_as=message)
    if not draft.by.is_active:
        return "departed"
    act = act_of(draft)
    if act.digest != outgoing.digest:
        return "they_wrote"
    if any(finding.blocks for finding in weigh(act)):
        return "gate"
    if acts.lacks_a_sender(draft):
        return "learning"
    if acts.unfit(draft):
        return "unfit"
    return ""
