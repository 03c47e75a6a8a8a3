"""The one quiet line on the desk: a draft to read, a signature, the week's scene or clause."""

from dataclasses import dataclass

from heard.journal import clock
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.philosophy.deck import scene_of
from heard.philosophy.hand import of_the_week, rhythm_of
from heard.philosophy.models import Clause, Version
from heard.philosophy.questions import asked_to_read, has_signed
from heard.philosophy.signing import still_asked
from heard.philosophy.week import clause_of_the_week, week_of


@dataclass(frozen=True)
class Line:
    """kind: "read" (asked by `by`), "sign" (with the scenes before it), "scene" or "clause"."""

    kind: str
    scenes: int = 0
    clause: Clause | None = None
    by: Colleague | None = None


def line_for(colleague: Colleague) -> Line | None:
    """What this person sees above those who wait; one thing at a time, or nothing."""
    version, moment = Version.in_force(), clock.now()
    asked = asked_to_read(colleague)
    if asked is not None:
        return Line("read", by=asked.by)
    if version is None:
        return None
    if not has_signed(version, colleague):
        return Line("sign", scenes=len(still_asked(version, colleague)))
    rhythm = rhythm_of(colleague)
    waiting = [dealt for dealt in of_the_week(colleague, moment) if dealt.answered_at is None]
    wanted = not rhythm.off and functions.is_on("week_scenes")
    if wanted and any(scene_of(dealt.card) for dealt in waiting):
        return Line("scene")
    clause = clause_of_the_week(moment)
    if clause is None or rhythm.quiet_week == week_of(moment):
        return None
    return Line("clause", clause=clause)
