"""Working days and hours, with public holidays by region (the `holidays` package)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import holidays


@lru_cache(maxsize=64)
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Public holidays; an unknown country or region has none."""
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError:
        return frozenset()
    return frozenset(found)


@dataclass(frozen=True)
class WorkingTime:
    """When the house works. All moments taken and given are aware; results are in its zone."""

    zone: str
    opens: time
    closes: time
    weekdays: frozenset[int]
    country: str
    region: str = ""

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def here(self, moment: datetime) -> datetime:
        """The same moment in the zone of the house."""
        return moment.astimezone(self._zone)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in public_holidays(
            self.country, self.region, day.year
        )

    def is_open(self, moment: datetime) -> bool:
        here = moment.astimezone(self._zone)
        return self.is_working_day(here.date()) and self.opens <= here.time() < self.closes

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself during working hours, otherwise the next opening."""
        here = moment.astimezone(self._zone)
        if self.is_open(here):
            return here
        day = here.date()
        if not (self.is_working_day(day) and here.time() < self.opens):
            day = self._working_day_after(day)
        return datetime.combine(day, self.opens, self._zone)

    def add_hours(self, moment: datetime, hours: float) -> datetime:
        """The moment after `hours` hours of working time."""
        here, left = self.next_open(moment), timedelta(hours=hours)
        while True:
            closing = datetime.combine(here.date(), self.closes, self._zone)
            if here + left <= closing:
                return here + left
            left -= closing - here
            here = datetime.combine(self._working_day_after(here.date()), self.opens, self._zone)

    def add_days(self, moment: datetime, days: int, at: time | None = None) -> datetime:
        """`days` working days later (or earlier, if negative), at the same hour or at `at`."""
        here = moment.astimezone(self._zone)
        day = here.date()
        for _ in range(abs(days)):
            day = self._working_day_after(day, 1 if days > 0 else -1)
        if not self.is_working_day(day):
            day = self._working_day_after(day)
        return datetime.combine(day, at or here.time(), self._zone)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Working hours from `start` to `end`; 0 if `end` is not later."""
        total, here = timedelta(), self.next_open(start)
        while here < end:
            closing = datetime.combine(here.date(), self.closes, self._zone)
            total += min(end.astimezone(self._zone), closing) - here
            here = datetime.combine(self._working_day_after(here.date()), self.opens, self._zone)
        return total.total_seconds() / 3600

    def hours_by_weekday(self, start: datetime, end: datetime) -> dict[int, float]:
        """Working hours from `start` to `end` on Mondays (0) to Sundays, where there are any."""
        total = dict[int, float]()
        day, last = self.here(start).date(), self.here(end).date()
        while day <= last:
            if self.is_working_day(day):
                opening = max(start, datetime.combine(day, self.opens, self._zone))
                closing = min(end, datetime.combine(day, self.closes, self._zone))
                hours = max(0.0, (closing - opening).total_seconds() / 3600)
                total[day.weekday()] = total.get(day.weekday(), 0) + hours
            day += timedelta(days=1)
        return total

    def _working_day_after(self, day: date, step: int = 1) -> date:
        for _ in range(400):
            day += timedelta(days=step)
            if self.is_working_day(day):
                return day
        raise ValueError("The calendar has no working day within a year.")
