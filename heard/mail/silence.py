"""What silence is usual in a mailbox, learnt from its own arrivals; asks only, writes nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from heard.people.calendar import WorkingTime

WEEKS = timedelta(weeks=8)  # learnt from, up to the last arrival
YOUNG = timedelta(weeks=3)  # who is known for a shorter time cannot be judged
FEW = 30  # … nor who gets fewer mails in these weeks
SURE = 8  # so many mails would have come meanwhile
LONGER = 1.5  # … and the silence is so many times as long as usual


@dataclass(frozen=True)
class Habit:
    """How mail comes into a mailbox.

    `usual`: its longest silence in hours of work, but for one, which may have been an outage.
    `rates`: weekday (Monday is 0) → mails that come in one hour of work.
    """

    usual: float
    rates: dict[int, float]

    def is_unusual(self, since: datetime, moment: datetime, working: WorkingTime) -> bool:
        """Whether nothing from `since` to `moment` is more than a quiet time."""
        hours = working.hours_by_weekday(since, moment)
        missed = sum(count * self.rates.get(day, 0) for day, count in hours.items())
        return missed >= SURE and sum(hours.values()) >= LONGER * self.usual


def habit_of(arrivals: Sequence[datetime], working: WorkingTime) -> Habit | None:
    """Learnt from the moments of arrival, in their order; None where they are too few or young."""
    if len(arrivals) < FEW or arrivals[-1] - arrivals[0] < YOUNG:
        return None
    silences = [working.hours_between(one, other) for one, other in pairwise(arrivals)]
    hours = working.hours_by_weekday(arrivals[0], arrivals[-1])
    came = Counter(working.here(moment).weekday() for moment in arrivals if working.is_open(moment))
    rates = {day: came[day] / count for day, count in hours.items() if count}
    return Habit(sorted(silences)[-2], rates)
