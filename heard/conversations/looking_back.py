"""Letters that left, as acts the gate can look back at: each as things stood when it left."""

from datetime import datetime

from heard.conversations.models import Conversation, Draft, Message
from heard.people.models import Colleague
from heard.philosophy.gate import Act
from heard.philosophy.trying import Past


def letters(
    *, since: datetime, until: datetime, most: int, by: Colleague | None = None
) -> tuple[list[Past], int]:
    """The newest `most` letters of colleagues in [since, until), and how many there are in all.

    `by`: this colleague's, of conversations they may still see. What a machine wrote in someone's
    name is nobody's letter.
    """
    found = Message.objects.filter(
        side=Message.US, medium=Message.MAIL, state=Message.SENT, automatic=False,
        colleague__isnull=False, at__gte=since, at__lt=until,
    ).exclude(purpose="acknowledgement")  # fmt: skip
    if by is not None:
        seen = Conversation.objects.visible_to(by).values("pk")
        found = found.filter(colleague=by, conversation__in=seen)
    newest = found.select_related("conversation", "colleague", "draft", "outgoing")
    newest = newest.defer("outgoing__mime", "html", "quoted").order_by("-at", "-id")[:most]
    return [_past(message) for message in newest], found.count()


def _past(message: Message) -> Past:
    draft: Draft | None = getattr(message, "draft", None)
    assert message.colleague is not None  # only colleagues' letters are asked for
    act = Act(
        kind="send",
        name=draft.reference if draft else message.reference,
        by=message.colleague,
        digest=message.outgoing.digest if message.outgoing else "",
        conversation=message.conversation_id,
        text=message.text,
        recipients=(*message.to, *message.cc, *message.bcc),
        declared=frozenset(message.declared),
        answers={
            **(draft.answers if draft else {}),
            "reason": draft.reason if draft else "",
            "purpose": message.purpose,
        },
        at=message.at,
    )
    where = message.conversation
    return Past(act, where.shown_subject, f"{where.get_absolute_url()}#message-{message.pk}")
