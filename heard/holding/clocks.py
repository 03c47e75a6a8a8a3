"""How much of the time to answer is used up; it stands still while a promise of ours holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from heard.conversations.models import Conversation
from heard.holding.models import Promise
from heard.journal import clock
from heard.listening.questions import since_our_answer
from heard.people.models import Calendar

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class AnswerClock:
    """Working hours used of those the house gives itself; `paused_until` while a promise holds."""

    used: float
    of: int
    paused_until: datetime | None

    @property
    def is_over(self) -> bool:
        return self.used > self.of


def answer_clock(conversation: Conversation) -> AnswerClock | None:
    """None where the house measures none, nobody waits, or it was put aside or closed."""
    calendar, now = Calendar.of_the_house(), clock.now()
    if not calendar.answer_hours or conversation.closed_at or conversation.aside:
        return None
    ours = list(Promise.objects.ours().filter(conversation=conversation).order_by("made_at"))
    holding = [one.due for one in ours if one.is_open and one.due > now]
    if conversation.waiting_since is None and not holding:
        return None
    asking = since_our_answer(conversation).filter(automatic=False).exclude(raw__history=True)
    first = asking.order_by("at", "id").first()
    if first is None:
        return None
    working = calendar.working_time
    used = working.hours_between(first.at, now)
    for start, end in _joined(_held(one, now) for one in ours):
        used -= working.hours_between(max(start, first.at), end)
    return AnswerClock(max(used, 0.0), calendar.answer_hours, max(holding, default=None))


def _held(promise: Promise, now: datetime) -> Stretch:
    """From its making until it was kept, or passed."""
    ends = [promise.due, now, *([promise.kept_at] if promise.kept_at else [])]
    return promise.made_at, min(ends)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Without overlaps, so that no hour is taken off twice; in their order."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
