"""Whom one can ask: people by name, or a role or a team, which stands for whoever is in it now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heard.look.typed import number
from heard.people.models import Colleague, Team
from heard.situations.models import Situation

FEW = 8  # from so many others on, those further away stand behind a fold


@dataclass(frozen=True)
class Group:
    """`name` is what the form sends: "leads", "role:partner", "team:3"."""

    name: str
    title: str
    people: list[Colleague]


def groups(besides: Colleague) -> list[Group]:
    """Roles and teams with somebody in them beside the one who asks."""
    others = _others(besides)
    found = [
        Group("leads", _("Those who lead"), [one for one in others if one.leads]),
        *(
            Group(f"role:{role}", str(label), [one for one in others if one.role == role])
            for role, label in Colleague.ROLES
            if role in {Colleague.PARTNER, Colleague.ADMINISTRATOR}
        ),
        *(
            Group(
                f"team:{team.pk}",
                _("Team %(name)s") % {"name": team.name},
                list(others.filter(teams=team)),
            )
            for team in Team.objects.order_by("name")
        ),
    ]
    return [group for group in found if group.people]


def chosen(by: Colleague, people: Iterable[str], roles: Iterable[str]) -> list[Colleague]:
    """Those asked by name, and whoever is in the roles and teams asked for; each once."""
    wanted = [pk for pk in map(number, people) if pk]
    found = {one.pk: one for one in _others(by).filter(pk__in=wanted)}
    asked = set(roles)
    for group in groups(by) if asked else []:
        if group.name in asked:
            found |= {one.pk: one for one in group.people}
    return list(found.values())


def near_and_far(
    situation: Situation, besides: Colleague
) -> tuple[list[Colleague], list[Colleague]]:
    """Those who read its mailboxes or lead, and everyone else; all together where they are few."""
    others = list(_others(besides))
    if len(others) <= FEW:
        return others, []
    mailboxes = situation.conversation.filings.values("mailbox")
    readers = Colleague.objects.filter(teams__access__mailbox__in=mailboxes)
    known = set(readers.values_list("pk", flat=True))
    near = [one for one in others if one.pk in known or one.leads]
    return near, [one for one in others if one not in near]


def _others(besides: Colleague) -> QuerySet[Colleague]:
    return Colleague.objects.active().exclude(pk=besides.pk).order_by("name")
