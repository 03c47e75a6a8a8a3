"""What they said that is no message, because a room ahead keeps it: on their own page, say.

It holds what waits as a letter of theirs does. Rooms ahead offer when it was through `offer`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from heard.conversations.models import Conversation
from heard.journal.once import asked_once

Spoke = Callable[[Iterable[int]], datetime | None]

_spoke: dict[str, Spoke] = {}


def offer(name: str, spoke: Spoke) -> None:
    """`spoke(conversations)`: when it was the last time in any of these (ids); None for never."""
    _spoke[name] = spoke


def last_in(conversations: Iterable[int]) -> datetime | None:
    """When they last said something that is no message, in any of these (ids, or their query)."""
    found = (spoke(conversations) for spoke in _spoke.values())
    return max((moment for moment in found if moment), default=None)


@asked_once
def last(conversation: Conversation) -> datetime | None:
    return last_in([conversation.pk])


def mark(conversation: Conversation) -> str:
    """What a page of this moment has shown of it, as its form says; "" for nothing."""
    moment = last(conversation)
    return moment.isoformat() if moment else ""
