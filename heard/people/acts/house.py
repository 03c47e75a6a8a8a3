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
        record(verb="people.team_changed", by=by, about={"team": team.pk})
        change_team(team=team, by=by, members=members)
    return team


def change_team(
    *,
    team: Team,
    by: Actor | str,
    name: str | None = None,
    members: Iterable[Colleague] | None = None,
) -> None:
    """Another name, other members; each who joins or leaves has an entry of their own."""
    with transaction.atomic():
        team.refresh_from_db(from_queryset=Team.objects.select_for_update())
        wanted = (name or "").strip()[:100]
        if wanted and wanted != team.name:
            if Team.objects.filter(name=wanted).exists():
                raise Refusal(_("A team of this name exists already. Nothing was changed."))
            team.name = wanted
            team.save(update_fields=["name"])
            record(verb="people.team_changed", by=by, about={"team": team.pk})
        if members is not None:
            _set_members(team, {member.pk for member in members}, by)


def _set_members(team: Team, wanted: set[int], by: Actor | str) -> None:
    known = set(team.members.values_list("pk", flat=True))
    joining, leaving = wanted - known, known - wanted
    here = Colleague.objects.active().filter(pk__in=joining).order_by("pk").select_for_update()
    if len(here) < len(joining):
        raise Refusal(
            _(
                "Somebody who was chosen works here no longer."
                " Nothing was changed; please choose again."
            )
        )
    team.members.add(*joining)
    team.members.remove(*leaving)
    for pk in sorted(joining):
        record(verb="people.team_joined", by=by, about={"team": team.pk, "colleague": pk})
    for pk in sorted(leaving):
        record(verb="people.team_left", by=by, about={"team": team.pk, "colleague": pk})


def set_calendar(*, by: Actor | str, **fields: Any) -> Calendar:
    """The firm's name, zone, hours, working days and holidays."""
    calendar = Calendar.of_the_house()
    for name, value in fields.items():
        setattr(calendar, name, value)
    if calendar.opens >= calendar.closes:
        raise Refusal(_("The working day must begin before it ends. Nothing was changed."))
    with transaction.atomic():
        calendar.save()
        record(verb="people.calendar_changed", by=by, about={})
    return calendar
