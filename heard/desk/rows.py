"""The inbox's rows: who waits since when, in their words, with the marks of the rooms ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from heard.conversations.models import Conversation, Message
from heard.conversations.panel import Mark, marks
from heard.people.models import Colleague

PAGE = 50


@dataclass(frozen=True)
class Row:
    conversation: Conversation
    words: str
    since: datetime
    marks: list[Mark]
    mine: bool


def with_their_words(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Each conversation with the beginning of what they last said, as `their_words`."""
    theirs = Message.objects.filter(conversation=OuterRef("pk"), side=Message.THEM)
    return conversations.select_related("contact__organisation", "assignee").annotate(
        their_words=Subquery(theirs.order_by("-at", "-id").values("text")[:1])
    )


def rows(conversations: Iterable[Conversation], colleague: Colleague) -> list[Row]:
    listed = list(conversations)
    marked = marks([conversation.pk for conversation in listed], colleague)
    return [
        Row(
            conversation=conversation,
            words=" ".join((getattr(conversation, "their_words", "") or "").split())[:180],
            since=conversation.waiting_since or conversation.last_at,
            marks=marked[conversation.pk],
            mine=conversation.assignee_id == colleague.pk,
        )
        for conversation in listed
    ]
