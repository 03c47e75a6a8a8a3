"""What a rule would have said last month, before it is switched on.

The gate's own code looks back at letters that left, each as things stood then. Nothing of it is
kept. Everyone sees examples from their own letters only. Of the house there are figures for those
who edit the philosophy, where five others wrote; they are rounded to five and end with last week,
so that no two of them differ by one person. What a model reads, it reads in one's own letters.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from heard.journal import clock
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.people.staff.acts import looked
from heard.philosophy import gate, scope
from heard.philosophy.acts.weighing import say
from heard.philosophy.acts.writing import may_edit
from heard.philosophy.gate import Act, Finding
from heard.philosophy.models import Clause
from heard.philosophy.week import monday_of

PERIOD = timedelta(days=30)
MOST = 300  # letters that are looked at, from the newest
SECONDS = 3.0  # … and for so long at most, since a model may read them
EXAMPLES = 5
OTHERS = 5  # writers besides the reader, below whom there are no figures
ROUNDED = 5


@dataclass(frozen=True)
class Past:
    """A letter that left: the act as the gate sees it, and where its writer finds it again."""

    act: Act
    title: str
    url: str


class Source(Protocol):
    """Letters that left in [since, until), newest first, and how many there are in all; `by`: of
    this colleague, and only what they may see."""

    def __call__(
        self, *, since: datetime, until: datetime, most: int, by: Colleague | None
    ) -> tuple[list[Past], int]: ...


@dataclass(frozen=True)
class Example:
    """One of the reader's own letters to which the rule would have spoken."""

    past: Past
    finding: Finding

    @property
    def words(self) -> str:
        """The spot in the letter, or how it begins."""
        text, missing = self.past.act.text, self.finding.missing
        spot = text[missing.start or 0 : missing.end or 0].strip()
        return spot or " ".join(text.split())[:160]


@dataclass(frozen=True)
class Figures:
    """Of `looked` letters out of `there`: to how many it would have spoken; of these, how many had
    what it asks for already, and how many writers would only have been asked something."""

    looked: int = 0
    there: int = 0
    spoken: int = 0
    met: int = 0
    asked: int = 0

    @property
    def cut(self) -> bool:
        return self.looked < self.there


@dataclass(frozen=True)
class House:
    """About so many letters of the house: `spoken` is None below five."""

    looked: int
    spoken: int | None
    cut: bool


@dataclass(frozen=True)
class Tried:
    """How the rule would have fared. `house` is None where there are no figures; `why` says why."""

    mine: Figures
    examples: list[Example]
    house: House | None = None
    why: str = ""  # "reading", "few" or ""
    blind: bool = False  # it rests on a reading of drafts, and that is switched off


_sources: list[Source] = []


def offer(source: Source) -> None:
    """The room of conversations brings the letters (called from its `apps.ready`)."""
    _sources[:] = [source]


def why_untried(clause: Clause) -> str:
    """Why there is nothing to try: "no_rule", "always" (what guards people holds at any rate),
    "no_letters" (what happens at closing is not said in letters), "off"; "" where there is."""
    rule = gate.rule(clause.rule)
    if rule is None:
        return "no_rule"
    if rule.floor == Clause.STOP:
        return "always"
    if "send" not in rule.kinds:
        return "no_letters"
    return "" if _sources and functions.is_on("rule_trial") else "off"


def try_out(clause: Clause, reader: Colleague) -> Tried | None:
    """What `clause` as it stands would have said; None where there is nothing to try."""
    if why_untried(clause):
        return None
    now = clock.now()
    own, there = _sources[0](since=now - PERIOD, until=now, most=MOST, by=reader)
    seen = _weighed(clause, own)
    spoken = [Example(past, finding) for past, finding in seen if finding is not None]
    mine = Figures(
        looked=len(seen),
        there=there,
        spoken=len(spoken),
        met=sum(one.finding.resolved for one in spoken),
        asked=sum(bool(one.finding.missing.asks) for one in spoken),
    )
    house, why = _house(clause, reader) if may_edit(reader) else (None, "")
    rule = gate.rule(clause.rule)
    blind = bool(rule and rule.reading) and not functions.is_on("draft_reading")
    return Tried(mine, spoken[:EXAMPLES], house, why, blind)


def _weighed(clause: Clause, past: Iterable[Past]) -> list[tuple[Past, Finding | None]]:
    """As many as fit into the time there is, from the newest."""
    began, seen = time.monotonic(), []
    for one in past:
        seen.append((one, say(clause, one.act)))
        if time.monotonic() - began > SECONDS:
            break
    return seen


def _house(clause: Clause, reader: Colleague) -> tuple[House | None, str]:
    rule = gate.rule(clause.rule)
    if rule is None or rule.reading:
        return None, "reading"
    until = monday_of(clock.now())
    past, there = _sources[0](since=until - PERIOD, until=until, most=MOST, by=None)
    inside = [one for one in past if scope.covers(clause, rule, one.act)]
    outside = _others(past, reader) - _others(inside, reader)
    if len(_others(inside, reader)) < OTHERS or 0 < len(outside) < OTHERS:
        return None, "few"
    looked(by=reader, name="rule_trial")
    seen = _weighed(clause, past)
    spoken = sum(finding is not None for _past, finding in seen)
    rounded = ROUNDED * round(spoken / ROUNDED)
    about = ROUNDED * round(len(seen) / ROUNDED)
    return House(about, rounded if spoken >= ROUNDED else None, len(seen) < there), ""


def _others(past: Iterable[Past], reader: Colleague) -> set[int]:
    return {one.act.by.pk for one in past} - {reader.pk}
