"""Dates that bind us here: found in their words, written down by a person, put right or dropped."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.listening.models import Deadline
from heard.listening.questions import since_our_answer
from heard.listening.set_dates import dates_set
from heard.people.models import Colleague
from heard.situations.acts import about
from heard.situations.models import Situation

LONGEST = timedelta(days=366 * 40)  # longer than any warranty
LATEST = 6  # of their messages since our last answer


def find_deadlines(*, situation: Situation) -> list[Deadline]:
    """The dates that their letters since our last answer set us, each once; returns the new ones.

    What a person dropped or put right is not found again.
    """
    theirs = since_our_answer(situation.conversation).exclude(automatic=True)
    made = []
    with transaction.atomic():
        Situation.objects.select_for_update().get(pk=situation.pk)
        for message in theirs.order_by("-at", "-id")[:LATEST]:
            if situation.deadlines.filter(message=message).exists():
                continue
            made += [
                Deadline.objects.create(
                    situation=situation,
                    kind=Deadline.THEIRS,
                    due=one.due,
                    words=one.words[:500],
                    message=message,
                    at=clock.now(),
                )
                for one in dates_set(message.text, message.at)
            ]
        if made:
            record(verb="listening.deadlines_found", by="machine:judgement", about=about(situation))
    return made


def set_deadline(
    *,
    situation: Situation,
    by: Colleague,
    kind: str,
    due: datetime,
    words: str = "",
    instead: Deadline | None = None,
) -> Deadline:
    """Write a date down, or put one right: `instead` is the one that it takes the place of."""
    if kind not in dict(Deadline.KINDS):
        raise Refusal(_("Please say what kind of date it is. Nothing was written down."))
    if due <= clock.now():
        raise Refusal(_("That date has passed already. Nothing was written down."))
    if due > clock.now() + LONGEST:
        raise Refusal(_("That date lies too far ahead. Nothing was written down."))
    if situation.ended_at:
        raise Refusal(_("This situation has ended. Nothing was written down."))
    with transaction.atomic():
        made = Deadline.objects.create(
            situation=situation,
            kind=kind,
            due=due,
            words=words.strip()[:500],
            message=instead.message if instead else None,
            by=by,
            at=clock.now(),
        )
        if instead is not None:
            Deadline.objects.filter(pk=instead.pk).update(dropped_at=clock.now())
        record(verb="listening.deadline_set", by=by, about=about(situation))
    return made


def drop_deadline(*, deadline: Deadline, by: Colleague) -> None:
    """It is none, or it is done with; kept as dropped, never deleted."""
    with transaction.atomic():
        dropped = Deadline.objects.filter(pk=deadline.pk, dropped_at=None)
        if dropped.update(dropped_at=clock.now()):
            record(verb="listening.deadline_dropped", by=by, about=about(deadline.situation))
