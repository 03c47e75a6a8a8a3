"""What follows from mail that came in and from letters that were sent."""

from django.db.models import QuerySet

from heard.conversations import acts
from heard.conversations.acts.sending import act_of
from heard.conversations.models import Draft, Message
from heard.journal.models import Entry
from heard.journal.worker import standing_alone
from heard.mail import acts as mail
from heard.mail.models import OutgoingMessage, RawMessage
from heard.people.models import Merge
from heard.philosophy.acts import weigh


def contacts_merged(entry: Entry) -> None:
    acts.follow_merge(merge=Merge.objects.get(pk=entry.about["merge"]))


def contacts_parted(entry: Entry) -> None:
    acts.follow_parting(merge=Merge.objects.get(pk=entry.about["merge"]))


def file_mail(entry: Entry) -> None:
    acts.file_message(raw=RawMessage.objects.get(pk=entry.about["raw"]))


@standing_alone
def send_out(entry: Entry) -> None:
    """One try: ask the gate again, compare what was allowed, then hand it to the mail room.

    Speaks to the mail server, so it keeps its own transactions. Raises OSError while the server
    asks to come back later, so that the errand is tried again.
    """
    message = _leaving().filter(pk=entry.about["message"]).first()
    if message is not None:
        _try(message)


@standing_alone
def settled(entry: Entry) -> None:
    """A person has decided about a letter that may have left: it arrived, or goes once more."""
    message = _leaving().filter(outgoing=entry.about["outgoing"]).first()
    if message is not None:
        _try(message)


def _leaving() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.LEAVING).select_related("outgoing", "conversation")


def _try(message: Message) -> None:
    if message.outgoing is None:
        return
    if message.outgoing.attempted_at is None and message.outgoing.sent_at is None:
        why = _stopped_by(message, message.outgoing)
        if why:
            acts.hand_back(message=message, why=why)
            return
    outgoing = mail.post(outgoing=message.outgoing)
    if outgoing.sent_at:
        acts.leave(message=message)
    elif outgoing.failed_at:
        acts.hand_back(message=message, why="refused")
    elif outgoing.asked_at is None:
        raise OSError("the mail server asks to come back later")


def _stopped_by(message: Message, outgoing: OutgoingMessage) -> str:
    """A machine word for what changed since Send, or ""."""
    draft = Draft.objects.select_related("by", "conversation").get(sent_as=message)
    act = act_of(draft)
    if act.digest != outgoing.digest:
        return "they_wrote"
    if any(finding.blocks for finding in weigh(act)):
        return "gate"
    return ""
