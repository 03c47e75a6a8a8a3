"""What is usual in a team: shown to that team only, never by person, never narrowed.

Counted for the thirty days before this week began, so that one letter more moves nothing at once;
only where five people wrote the answers and five conversations were hot. Two accounts of one human
being are one person. "In all" and "in none" are not shown: they would say it of each by name. Of
two teams that share a mailbox a reader sees the larger one only: the difference of two figures is
a figure too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from heard.conversations.models import Message
from heard.heat.models import Reading
from heard.journal import clock
from heard.listening.models import Restatement
from heard.mail.models import Mailbox
from heard.people.models import Colleague, Team
from heard.people.staff import functions
from heard.philosophy.week import monday_of

LEAST = 5  # people, and conversations
PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class Norm:
    """Of `answered` hot conversations, in how many had we restated before we answered."""

    team: Team
    restated: int
    answered: int


def norms(reader: Colleague) -> list[Norm]:
    """One for each team of the reader's that is large enough to have one."""
    if not functions.is_on("team_norm"):
        return []
    shown: list[Norm] = []
    taken: set[int] = set()
    teams = [(len(_people(team)), team) for team in Team.objects.filter(members=reader)]
    for size, team in sorted(teams, key=lambda one: (-one[0], one[1].pk)):
        boxes = set(Mailbox.objects.filter(access__team=team).values_list("pk", flat=True))
        if size < LEAST or boxes & taken:
            continue
        taken |= boxes
        found = _norm(team, boxes)
        if found is not None:
            shown.append(found)
    return shown


def _people(team: Team) -> set[int]:
    return {member.person for member in team.members.filter(left_at=None)}


def _norm(team: Team, boxes: set[int]) -> Norm | None:
    until = monday_of(clock.now())
    hot = Reading.objects.filter(
        word__in=["hot", "boiling"],
        message__side=Message.THEM,
        message__at__gte=until - PERIOD,
        message__at__lt=until,
        message__conversation__filings__mailbox__in=boxes,
    ).order_by("message__at", "pk")
    since: dict[int, datetime] = {}
    for conversation, at in hot.values_list("message__conversation", "message__at"):
        since.setdefault(conversation, at)
    answers = {pk: _first_answer(pk, at, until) for pk, at in since.items()}
    given = {pk: answer for pk, answer in answers.items() if answer is not None}
    writers = {answer.colleague.person for answer in given.values() if answer.colleague}
    if len(given) < LEAST or len(writers) < LEAST:
        return None
    restated = sum(_had_restated(since[pk], answer) for pk, answer in given.items())
    return Norm(team, restated, len(given)) if 0 < restated < len(given) else None


def _first_answer(conversation: int, since: datetime, until: datetime) -> Message | None:
    return (
        Message.objects.filter(
            conversation=conversation,
            side=Message.US,
            medium=Message.MAIL,
            state=Message.SENT,
            colleague__isnull=False,
            at__gte=since,
            at__lt=until,
        )
        .exclude(purpose="acknowledgement")
        .select_related("colleague")
        .order_by("at", "id")
        .first()
    )


def _had_restated(since: datetime, answer: Message) -> bool:
    """The answer itself said what we understood, or something before it did."""
    before = Q(at__lte=answer.at)  # what the answer itself said is written down once it has left
    return Restatement.objects.filter(
        before | Q(message=answer), situation__conversation=answer.conversation_id, at__gte=since
    ).exists()
