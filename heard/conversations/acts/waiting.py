"""Who waits for whom: the one thing that orders the inbox."""

from datetime import datetime

from django.db.models import Q, QuerySet

from heard.conversations import elsewhere
from heard.conversations.models import Conversation, Message
from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.inserted import rewrite
from heard.journal.prepared import Lookup

LATER_ANSWER = Lookup(
    lambda conversation, moment: (
        Message.objects.filter(
            conversation=conversation,
            side=Message.US,
            state__in=[Message.SENT, Message.ARRIVED],
            at__gt=moment,
        )
        .exclude(medium=Message.MAIL, automatic=True)
        .only("pk")[:1]
    ),
    int,
    datetime,
)


def they_said(conversation: Conversation, message: Message) -> None:
    """Note that `message` joined the conversation (locked by the caller).

    They wait from their first message that we did not answer, unless a machine sent it or it was
    there before Heard was; a closed or put-off conversation comes back with all it holds. Put
    aside stays only what holds no word of ours.
    """
    conversation.last_at = max(conversation.last_at, message.at)
    conversation.began_at = min(conversation.began_at, message.at)
    if conversation.aside and _our_words(conversation).exists():
        meant_for_us(conversation, by=message.colleague or message.contact or "machine:mail")
    if message.side == Message.US:
        if not (message.automatic and message.medium == Message.MAIL):
            _rest(conversation, message.at)  # a note of absence answers nobody
    elif (
        not conversation.aside
        and not _asks_nothing(message)
        and not (_told_later(message) and _answered_after(conversation, message.at))
    ):
        waiting = None if conversation.shown_again else conversation.waiting_since
        conversation.waiting_since = min(waiting, message.at) if waiting else message.at
        conversation.snoozed_until = conversation.put_away_at = None
        if conversation.closed_at:
            conversation.closed_at = None
            record(
                verb="conversations.reopened",
                by=message.contact or "machine:mail",
                about={"conversation": conversation.pk, "message": message.pk},
            )
    rewrite(
        conversation,
        "last_at", "began_at", "waiting_since", "snoozed_until", "put_away_at", "closed_at",
    )  # fmt: skip


def meant_for_us(conversation: Conversation, *, by: Actor | str) -> None:
    """It is no longer put aside, nor is later mail of theirs (locked by the caller)."""
    conversation.aside, conversation.welcomed_at = "", clock.now()
    rewrite(conversation, "aside", "welcomed_at")
    about = {"conversation": conversation.pk}
    if last := conversation.last_incoming:
        about["message"] = last.pk
    record(verb="conversations.welcomed", by=by, about=about)


def we_said(conversation: Conversation, *, seen: Message | None, sent_at: datetime) -> None:
    """An answer of ours left that was sent at that moment: they wait no more, but for what they
    said after `seen`, or elsewhere since then."""
    unseen = [_unseen_since(conversation, seen), _elsewhere_since(conversation, sent_at)]
    conversation.waiting_since = min(filter(None, unseen), default=None)
    conversation.last_at = max(conversation.last_at, clock.now())
    conversation.save(update_fields=["waiting_since", "last_at"])


def nobody_waits(
    conversation: Conversation, *, seen: Message | None, spoke: str | None = None
) -> None:
    """They expect no answer to what they said up to `seen` (locked by the caller).

    `spoke`: what was shown of what they said elsewhere, as `elsewhere.mark` gives it.
    """
    unseen = [_unseen_since(conversation, seen)]
    if spoke not in {None, elsewhere.mark(conversation)}:
        unseen.append(elsewhere.last(conversation))
    conversation.waiting_since = min(filter(None, unseen), default=None)
    conversation.save(update_fields=["waiting_since"])


def _unseen_since(conversation: Conversation, seen: Message | None) -> datetime | None:
    """The moment of the first that came after `seen` and asks; what is told later may be older."""
    if seen is None:
        return None
    later = _asking(conversation).filter(pk__gt=seen.pk).select_related("raw")
    return next((one.at for one in later if not _told_later(one) or one.at >= seen.at), None)


def _elsewhere_since(conversation: Conversation, moment: datetime) -> datetime | None:
    """When they last said something that is no message, if that was later than `moment`."""
    spoke = elsewhere.last(conversation)
    return spoke if spoke and spoke > moment else None


def they_wait_again(conversation: Conversation, *, since: datetime) -> None:
    """Our answer of that moment never reached them: they wait from their first message that none
    of ours before it answered."""
    if conversation.waiting_since is None:
        asked = _asking(conversation)
        answer = _our_words(conversation).filter(at__lt=since).order_by("at", "id").last()
        first = (asked.filter(at__gt=answer.at) if answer else asked).first()
        conversation.waiting_since = first.at if first else since
        conversation.save(update_fields=["waiting_since"])


def _rest(conversation: Conversation, answered_at: datetime) -> None:
    """An older answer of ours turned up: they wait from what they said after it, if anything."""
    later = _asking(conversation).filter(at__gt=answered_at)
    if conversation.waiting_since and conversation.waiting_since <= answered_at:
        first, spoke = later.first(), _elsewhere_since(conversation, answered_at)
        unseen = [first.at if first else None, spoke]
        conversation.waiting_since = min(filter(None, unseen), default=None)


def _asks_nothing(message: Message) -> bool:
    return message.automatic or (message.raw is not None and message.raw.history)


def _told_later(message: Message) -> bool:
    """Brought in long after it was said, by an import or in a copy: an answer may be there."""
    return "recovered" in message.noted or (
        message.raw is not None and message.raw.door == "import"
    )


def _our_words(conversation: Conversation) -> QuerySet[Message]:
    """What of ours reached them, from a person to a person."""
    ours = conversation.messages.filter(
        side=Message.US, state__in=[Message.SENT, Message.ARRIVED]
    ).exclude(Q(purpose="acknowledgement") | Q(outgoing__bounces__permanent=True))
    return ours.exclude(medium=Message.MAIL, automatic=True)


def _asking(conversation: Conversation) -> QuerySet[Message]:
    theirs = conversation.messages.filter(side=Message.THEM, automatic=False)
    return theirs.exclude(raw__history=True).order_by("at", "id")


def _answered_after(conversation: Conversation, moment: datetime) -> bool:
    """Whether words of ours were said after that moment."""
    return bool(LATER_ANSWER.rows(conversation.pk, moment))
