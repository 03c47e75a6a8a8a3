"""The teams of the house, its hours and its holidays."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people.models import (
    Calendar,
    Colleague,
    Team,
)


def add_team(*, name: str, by: Actor | str, members: Iterable[Colleague] = ()) -> Team:
    with transaction.atomic():
        if Team.objects.filter(name=name.strip()).exists():
            raise Refusal(_("A team of this name exists already. Nothing was changed."))
        team = Team.objects.create(name=name.strip()[:100])
        change_team(team=team, by=by, members=members)
    return team


def change_team(
    *,
    team: Team,
    by: Actor | str,
    name: str | None = None,
    members: Iterable[Colleague] | None = None,
) -> None:
    with transaction.atomic():
        if name is not None and name.strip():
            if Team.objects.exclude(pk=team.pk).filter(name=name.strip()).exists():
                raise Refusal(_("A team of this name exists already. Nothing was changed."))
            team.name = name.strip()[:100]
            team.save()
        if members is not None:
            team.members.set(members)
        record(verb="people.team_changed", by=by, about={"team": team.pk})


def set_calendar(*, by: Actor | str, **fields: Any) -> Calendar:
    """The firm's name, zone, hours, working days and holidays."""
    calendar = Calendar.of_the_house()
    for name, value in fields.items():
        setattr(calendar, name, value)
    if calendar.opens >= calendar.closes:
        raise Refusal(_("The day must open before it closes. Nothing was changed."))
    with transaction.atomic():
        calendar.save()
        record(verb="people.calendar_changed", by=by, about={})
    return calendar
