"""Whether they know that they were heard, with its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from heard.conversations.models import Conversation, Message
from heard.heat.questions import any_hot
from heard.journal import clock
from heard.journal.once import asked_once
from heard.listening.models import Confirmation, Deadline, Point, Restatement
from heard.people.models import Calendar, Colleague
from heard.situations.models import Situation

WAIT_WORKING_DAYS = 2
NEAR = timedelta(days=7)  # from when on a legal date stands at the edge of the inbox
ANSWERS = ("", "answer")  # what a letter of ours is for when it answers


@asked_once
def points_of(situation: Situation, side: str = "them") -> list[Point]:
    return list(situation.points.filter(side=side, dropped_at=None))


def said_back(situation: Situation) -> list[str]:
    """Their points as a letter of ours says them again: a bare threat stays with us."""
    return [point.text for point in points_of(situation) if point.said_back]


@asked_once
def last_answer(conversation: Conversation) -> Message | None:
    """Our last real answer; a letter that restates, renews or only promises one is none, nor is
    what a machine of ours wrote."""
    letters = conversation.messages.filter(
        side=Message.US,
        medium=Message.MAIL,
        state=Message.SENT,
        automatic=False,
        purpose__in=ANSWERS,
    )
    for letter in letters.order_by("-at", "-id")[:20]:
        if "promise" not in letter.declared or {"yes", "no"} & set(letter.declared):
            return letter
    return None


def since_our_answer(conversation: Conversation) -> QuerySet[Message]:
    """What they said since our last real answer, by mail, on the phone or at a table."""
    theirs = conversation.messages.filter(side=Message.THEM)
    answer = last_answer(conversation)
    return theirs.filter(at__gt=answer.at) if answer else theirs


@asked_once
def deadlines_of(situation: Situation) -> list[Deadline]:
    """Dates that bind us still: legal ones until dropped, theirs until we have answered."""
    answer = last_answer(situation.conversation)
    standing = situation.deadlines.filter(dropped_at=None)
    if answer is not None:
        standing = standing.exclude(Q(kind=Deadline.THEIRS) & Q(at__lt=answer.at))
    return list(standing)


def legal_dates_near(conversations: Iterable[int]) -> dict[int, datetime]:
    """Conversation → the soonest legal date of its open situation within a week."""
    now = clock.now()
    near = Deadline.objects.exclude(kind=Deadline.THEIRS).filter(
        situation__conversation__in=list(conversations),
        situation__ended_at=None,
        dropped_at=None,
        due__gt=now,
        due__lte=now + NEAR,
    )
    return dict(near.values_list("situation__conversation", "due").order_by("-due"))


def passed_by(situation: Situation, promised_for: datetime) -> list[Deadline]:
    """The dates, theirs and the law's, that will have passed when our promise is due."""
    now = clock.now()
    return [one for one in deadlines_of(situation) if now < one.due < promised_for]


@asked_once
def last_restatement(situation: Situation, until: datetime | None = None) -> Restatement | None:
    found = situation.restatements.order_by("-at", "-id")
    return (found.filter(at__lte=until) if until else found).first()


def told_already(situation: Situation) -> bool:
    """Whether they have our restatement, and neither we nor they have said anything since.

    One such letter is enough before the answer, unless they put us right.
    """
    told = last_restatement(situation)
    if told is None:
        return False
    answer = last_answer(situation.conversation)
    if answer is not None and answer.at > told.message.at:
        return False
    return not (
        situation.confirmations.filter(kind=Confirmation.CORRECTED, at__gte=told.at).exists()
        or situation.conversation.messages.filter(
            side=Message.THEM, automatic=False, pk__gt=told.message_id
        ).exists()
    )


def puts_us_right(situation: Situation) -> bool:
    """Whether they said that something is missing, and nothing of ours has answered that yet."""
    if heard_state(situation) != Confirmation.CORRECTED:
        return False
    said, answer = last_confirmation(situation), last_answer(situation.conversation)
    return said is not None and (answer is None or answer.at < said.at)


@asked_once
def last_confirmation(situation: Situation) -> Confirmation | None:
    return situation.confirmations.filter(disowned_at=None).order_by("-at", "-id").first()


def says_more(situation: Situation) -> bool:
    """Whether they were heard and then wrote more, to which nothing of ours has answered yet."""
    said, answer = last_confirmation(situation), last_answer(situation.conversation)
    told = last_restatement(situation)
    if said is None or not said.counts or (told is not None and told.at > said.at):
        return False
    return (answer is None or answer.at < said.at) and _said_more_since(said)


def last_on_their_page(conversations: Iterable[int]) -> datetime | None:
    """When they last added something on their page, or said "that was not me", in any of these."""
    said = Confirmation.objects.filter(situation__conversation__in=conversations)
    added = Q(kind=Confirmation.CORRECTED)
    moments = said.aggregate(added=Max("at", filter=added), disowned=Max("disowned_at"))
    return max((moment for moment in moments.values() if moment), default=None)


def told_ours(situation: Situation) -> bool:
    """Whether a letter or call of ours has left since we wrote down what we are unhappy about."""
    return (
        bool(points_of(situation, "us"))
        and situation.conversation.messages.filter(
            side=Message.US, state__in=[Message.SENT, Message.ARRIVED], at__gte=situation.raised_at
        ).exists()
    )


def said_ours(situation: Situation) -> bool:
    """Whether a letter with our points has left already: another one is a second complaint."""
    return _last_of_ours(situation) is not None


def still_ours(situation: Situation) -> list[Point]:
    """Points of ours that nobody marked as answered: open, or evaded."""
    return [
        point
        for point in points_of(situation, "us")
        if not point.answers.filter(state="answered").exists()
    ]


def _last_of_ours(situation: Situation) -> Message | None:
    letters = situation.conversation.messages.filter(
        side=Message.US, purpose="our_points", state=Message.SENT, at__gte=situation.raised_at
    )
    return letters.order_by("-at", "-id").first()


def wrote_back(situation: Situation) -> bool:
    """Whether they said anything since we last told them what we are unhappy about."""
    back = situation.conversation.messages.filter(
        side=Message.THEM, automatic=False, at__gt=situation.raised_at
    )
    last = _last_of_ours(situation)
    return back.filter(at__gte=last.at, pk__gt=last.pk).exists() if last else back.exists()


def unanswered(situation: Situation) -> list[Point]:
    """Points of ours about which nobody has said yet what became of them, once they wrote back.

    After a second letter of ours, what was evaded or open before is looked at once more.
    """
    if not wrote_back(situation):
        return []
    last = _last_of_ours(situation)
    since = {"message__pk__gt": last.pk} if last else {}
    return [one for one in still_ours(situation) if not one.answers.filter(**since).exists()]


def heard_state(situation: Situation) -> str | None:
    """None, "restated", "reported" (by a colleague), "confirmed" or "corrected" (by them).

    A newer restatement after a correction is "restated" again.
    """
    restated, said = last_restatement(situation), last_confirmation(situation)
    if said is not None and (restated is None or said.at >= restated.at):
        return said.kind
    return "restated" if restated else None


@asked_once
def is_heard(
    situation: Situation,
    wait_working_days: int = WAIT_WORKING_DAYS,
    moment: datetime | None = None,
    besides: Colleague | None = None,
) -> bool:
    """As clause 3 says: confirmed by them; reported and vouched for; or restated and unanswered
    until the promised date (at most `wait_working_days`), with one attempt to call. What they
    wrote after it, in heat or with more to it, was not heard by that. `moment`: as it stood then,
    where one looks back; `besides`: whose own word that a letter is cooler does not count."""
    restated = last_restatement(situation, moment)
    for said in _said(situation, moment):
        too_late = moment and said.vouched_at and said.vouched_at > moment
        if not said.counts or too_late or _corrected_since(situation, said, moment):
            continue
        if not _said_more_since(said, moment, besides):
            return True
    if restated is None or restated.called_at is None:
        return False
    if moment and restated.called_at > moment:
        return False
    working = Calendar.of_the_house().working_time
    days = min(wait_working_days, WAIT_WORKING_DAYS)
    latest = working.add_days(restated.at, days)
    # A date an hour ahead is no time to answer in: silence says something after a working day
    earliest = working.add_days(restated.at, 1)
    silent_until = max(earliest, min(restated.promised_for, latest))
    return not _answered(restated, moment) and (moment or clock.now()) >= silent_until


def _said(situation: Situation, until: datetime | None) -> QuerySet[Confirmation]:
    """What they, or a colleague for them, said to it; `until`: by then."""
    found = situation.confirmations.filter(disowned_at=None)
    found = found.select_related("reported_by", "vouched_by")
    return found.filter(at__lte=until) if until else found


def _answered(restated: Restatement, until: datetime | None) -> bool:
    """Whether they said anything to it: on their page, through a colleague, by a letter, on the
    phone or at a table."""
    situation = restated.situation
    if _said(situation, until).filter(at__gte=restated.at).exists():
        return True
    words = situation.conversation.messages.filter(side=Message.THEM, at__gt=restated.message.at)
    words = words.exclude(medium=Message.MAIL, automatic=True)
    return (words.filter(at__lte=until) if until else words).exists()


def _corrected_since(situation: Situation, said: Confirmation, until: datetime | None) -> bool:
    later = _said(situation, until).filter(kind=Confirmation.CORRECTED, at__gt=said.at)
    return later.exists()


def _said_more_since(
    said: Confirmation, until: datetime | None = None, besides: Colleague | None = None
) -> bool:
    """Whether a later letter of theirs is hot, or has points of its own (whoever dropped them)."""
    letters = said.situation.conversation.messages.filter(
        side=Message.THEM, automatic=False, at__gt=said.message.at if said.message else said.at
    )
    letters = letters.filter(at__lte=until) if until else letters
    points = Point.objects.filter(side="them", message__in=letters)
    return points.exists() or any_hot(letters, besides)


@dataclass(frozen=True)
class Heard:
    """How far they know that they were heard: the state, and who reported it if someone did."""

    state: str
    reported_by: str = ""


def heard_in(conversations: Iterable[int]) -> dict[int, Heard]:
    """Conversation → how it stands with its open situation, for those where something was said."""
    open_ones = dict(
        Situation.objects.open()
        .filter(conversation__in=list(conversations))
        .values_list("pk", "conversation")
    )
    restated = Restatement.objects.filter(situation__in=open_ones).order_by("at", "pk")
    last = {one.situation_id: one.at for one in restated}
    found = {open_ones[pk]: Heard("restated") for pk in last}
    said = Confirmation.objects.filter(situation__in=open_ones, disowned_at=None)
    for one in said.select_related("reported_by").order_by("at", "pk"):
        before = last.get(one.situation_id)
        if before is None or one.at >= before:
            by = one.reported_by
            found[open_ones[one.situation_id]] = Heard(one.kind, by.name if by else "")
    return found
