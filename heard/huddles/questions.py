"""The one door through which a view is read: closed until one's own is given."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from heard.huddles.models import Huddle, Remark, Voice
from heard.journal import clock
from heard.people.hands import in_one_hand
from heard.people.models import Colleague
from heard.situations.models import Situation


@dataclass(frozen=True)
class Table:
    """A huddle as one colleague may see it.

    `voices` and `remarks` are empty while it is sealed for this colleague; `spoken` and `awaited`
    say who has given a view and who has not, never which.
    """

    huddle: Huddle
    mine: Voice | None
    sealed: bool
    voices: list[Voice] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    spoken: list[Colleague] = field(default_factory=list)
    awaited: list[Colleague] = field(default_factory=list)

    @property
    def seats(self) -> int:
        return len(self.spoken) + len(self.awaited)


def is_sealed(huddle: Huddle, colleague: Colleague) -> bool:
    """Whether the others' views are still closed to `colleague`."""
    if not huddle.is_open:
        return False
    seat = huddle.voices.filter(colleague=colleague).first()
    if seat is not None:
        return not seat.is_given
    if huddle.opened_at or (huddle.due and huddle.due <= clock.now()):
        return False
    # Whoever only asked hears all of them at once, or what is in when the time is over
    return huddle.voices.filter(at=None, colleague__left_at=None).exists()


def table(huddle: Huddle, colleague: Colleague) -> Table:
    sealed = is_sealed(huddle, colleague)
    # Without view and why: what is closed is not even read from the database.
    seats = list(
        huddle.voices.select_related("colleague").defer("view", "why").order_by("at", "id")
    )
    return Table(
        huddle=huddle,
        mine=huddle.voices.filter(colleague=colleague).first(),
        sealed=sealed,
        voices=[] if sealed else list(_given(huddle)),
        remarks=[] if sealed else list(huddle.remarks.select_related("by")),
        spoken=[seat.colleague for seat in seats if seat.is_given],
        awaited=[
            seat.colleague for seat in seats if not seat.is_given and seat.colleague.is_active
        ],
    )


def _given(huddle: Huddle) -> list[Voice]:
    return list(huddle.voices.exclude(at=None).select_related("colleague").order_by("at", "id"))


def another_voice(
    situation: Situation, colleague: Colleague, until: datetime | None = None
) -> bool:
    """Whether someone else, still in the house, has given a view in this situation; `until`: by
    then."""
    where = Q(huddle__situation=situation)
    if situation.matter_id:  # what was talked over for the whole matter holds for each of it
        where |= Q(huddle__situation__matter=situation.matter_id)
    given = Voice.objects.filter(where, at__isnull=False, colleague__left_at=None)
    if until is not None:
        given = given.filter(at__lte=until)
    same = Q(colleague=colleague.person) | Q(colleague__second_account_of=colleague.person)
    others = given.exclude(same).select_related("colleague")
    return any(not in_one_hand(one.colleague, colleague, one.at) for one in others if one.at)
