"""Whether they know that they were heard, with its evidence."""

from collections.abc import Iterable
from datetime import datetime

from heard.journal import clock
from heard.listening.models import Confirmation, Point, Restatement
from heard.people.models import Calendar
from heard.situations.models import Situation

WAIT_WORKING_DAYS = 2


def points_of(situation: Situation, side: str = "them") -> list[Point]:
    return list(situation.points.filter(side=side, dropped_at=None))


def last_restatement(situation: Situation) -> Restatement | None:
    return situation.restatements.order_by("-at", "-id").first()


def last_confirmation(situation: Situation) -> Confirmation | None:
    return situation.confirmations.filter(disowned_at=None).order_by("-at", "-id").first()


def heard_state(situation: Situation) -> str | None:
    """None, "restated", "reported" (by a colleague), "confirmed" or "corrected" (by them).

    A newer restatement after a correction is "restated" again.
    """
    restated, said = last_restatement(situation), last_confirmation(situation)
    if said is not None and (restated is None or said.at >= restated.at):
        return said.kind
    return "restated" if restated else None


def is_heard(
    situation: Situation,
    wait_working_days: int = WAIT_WORKING_DAYS,
    moment: datetime | None = None,
) -> bool:
    """As clause 3 says: confirmed by them; reported and vouched for; or restated and unanswered
    until the promised date (at most `wait_working_days`), with one attempt to call."""
    moment = moment or clock.now()
    restated = last_restatement(situation)
    for said in situation.confirmations.filter(disowned_at=None):
        newer = restated is not None and restated.at > said.at
        if said.counts and not (newer and _corrected_since(situation, said)):
            return True
    if restated is None or restated.called_at is None:
        return False
    answered = situation.confirmations.filter(disowned_at=None, at__gte=restated.at).exists()
    calendar = Calendar.of_the_house()
    latest = calendar.working_time.add_days(restated.at, min(wait_working_days, WAIT_WORKING_DAYS))
    return not answered and moment >= min(restated.promised_for, latest)


def _corrected_since(situation: Situation, said: Confirmation) -> bool:
    return situation.confirmations.filter(
        kind=Confirmation.CORRECTED, disowned_at=None, at__gt=said.at
    ).exists()


def heard_states(conversations: Iterable[int]) -> dict[int, str]:
    """Conversation → state of its open situation, for those that have one."""
    found = {}
    open_ones = Situation.objects.open().filter(conversation__in=list(conversations))
    for situation in open_ones.prefetch_related("restatements", "confirmations"):
        state = heard_state(situation)
        if state:
            found[situation.conversation_id] = state
    return found
