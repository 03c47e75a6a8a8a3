"""The weekly note: a clause, thanks among colleagues, what is usual in the team, what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from heard.decisions.questions import to_read
from heard.desk.norm import Norm, norms
from heard.holding.models import Promise
from heard.journal import clock
from heard.people.models import Calendar, Colleague
from heard.philosophy.models import Clause, Recognition, Version
from heard.philosophy.questions import has_signed, recognitions_for
from heard.philosophy.week import clause_of_the_week, monday_of

A_WEEK = timedelta(days=7)
QUOTED = 5


@dataclass(frozen=True)
class WeekNote:
    """What one reader gets; every part may be empty."""

    clause: Clause | None
    thanks: list[Recognition]
    norms: list[Norm]
    promises: list[Promise]
    to_read: int
    to_sign: bool

    @property
    def is_empty(self) -> bool:
        return not (self.clause or self.thanks or self.norms or self.promises or self.to_read)


def note_for(reader: Colleague) -> WeekNote:
    """The note of the week in which `clock.now()` lies."""
    moment = clock.now()
    version = Version.in_force()
    promises = (
        Promise.objects.visible_to(reader)
        .open()
        .ours()
        .filter(made_by=reader, due__lt=monday_of(moment) + A_WEEK)
    )
    return WeekNote(
        clause=clause_of_the_week(moment),
        thanks=list(recognitions_for(reader).filter(at__gte=moment - A_WEEK)[:QUOTED]),
        norms=norms(reader),
        promises=list(promises.select_related("conversation__contact").order_by("due")[:QUOTED]),
        to_read=to_read(reader).count(),
        to_sign=version is not None and not has_signed(version, reader),
    )


def is_time(moment: datetime) -> bool:
    """From the week's first working hour on, while the house is open."""
    working = Calendar.of_the_house().working_time
    return working.next_open(monday_of(moment)) <= moment and working.is_open(moment)


def letter(reader: Colleague, note: WeekNote) -> str:
    """The note as a mail in the reader's language."""
    language = reader.language or "en"
    with translation.override(language):
        return render_to_string(
            f"desk/mail/weekly.{language}.txt",
            {
                "colleague": reader.name,
                "note": note,
                "firm": Calendar.of_the_house().firm,
                "link": f"{settings.HEARD_URL}{reverse('desk:week')}",
                "off": f"{settings.HEARD_URL}{reverse('people:me')}",
            },
        )
