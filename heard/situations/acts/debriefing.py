"""The joint debrief of a matter: each says what they take from it, then one sums it up."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.situations.models import Lesson, Matter


def say_lesson(*, matter: Matter, by: Colleague, well: str, otherwise: str) -> Lesson:
    """What went well, and what we do otherwise next time; once, before the others' are seen."""
    if not matter.ended_at:
        raise Refusal(_("The debrief comes once every part of this matter is over."))
    if matter.learnt_at:
        raise Refusal(_("This debrief is summed up already. Nothing was added."))
    if not (well.strip() or otherwise.strip()):
        raise Refusal(_("Please write at least one sentence; nothing was kept yet."))
    try:
        with transaction.atomic():
            lesson = Lesson.objects.create(
                matter=matter, by=by, well=well.strip(), otherwise=otherwise.strip(),
                at=clock.now(),
            )  # fmt: skip
            record(verb="situations.lesson_said", by=by, about={"matter": matter.pk})
    except IntegrityError:
        raise Refusal(_("You have said yours already. Nothing was changed.")) from None
    return lesson


def sum_up_lessons(*, matter: Matter, by: Colleague, learnt: str) -> None:
    """What all of us take from it: by whoever owned it, or who leads."""
    if by.pk not in {matter.owner_id, matter.opened_by_id} and not by.leads:
        raise Refusal(
            _("Whoever owned it, or a manager or partner, sums it up. Nothing was changed.")
        )
    if not matter.ended_at:
        raise Refusal(_("The debrief comes once every part of this matter is over."))
    if not learnt.strip():
        raise Refusal(_("Please write what we take from it; nothing was kept yet."))
    with transaction.atomic():
        summed = Matter.objects.filter(pk=matter.pk, learnt_at=None).update(
            learnt=learnt.strip(), learnt_at=clock.now()
        )
        if summed:
            record(verb="situations.debriefed", by=by, about={"matter": matter.pk})
    matter.refresh_from_db()
