"""What lies before one person this week, and which scene is next. Asked for that person only."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from heard.people.models import Colleague
from heard.philosophy.deck import Scene, deck
from heard.philosophy.models import CardState, Dealt, PutFirst, Rhythm
from heard.philosophy.week import week_of


def rhythm_of(colleague: Colleague) -> Rhythm:
    """When this person wants scenes: what they chose, or Tuesdays at ten."""
    return Rhythm.objects.filter(colleague=colleague).first() or Rhythm(colleague=colleague)


def of_the_week(colleague: Colleague, moment: datetime) -> list[Dealt]:
    """The scenes dealt to this person in the week of `moment`, in their order."""
    return list(Dealt.objects.filter(colleague=colleague, week=week_of(moment)).order_by("place"))


def choose(colleague: Colleague, moment: datetime, *, besides: Collection[str]) -> Scene | None:
    """The next scene: what fits a situation just ended, then what is due, then something new.

    None when everything is known and nothing is due.
    """
    scenes = {scene.key: scene for scene in deck(colleague.language) if scene.key not in besides}
    states = {state.card: state for state in CardState.objects.filter(colleague=colleague)}
    never = [key for key in _shuffled(scenes, colleague) if key not in states]
    known = sorted((key for key in scenes if key in states), key=lambda key: states[key].due)
    for wish in PutFirst.objects.filter(colleague=colleague).order_by("-at", "-id"):
        for key in (*never, *known):
            if scenes[key].clause == wish.clause_number:
                return scenes[key]
    ripe = [key for key in known if states[key].due <= moment]
    chosen = next(iter((*ripe, *never)), None)
    return scenes[chosen] if chosen else None


def _shuffled(scenes: Collection[str], colleague: Colleague) -> list[str]:
    """An order of each person's own, the same every time."""
    return sorted(scenes, key=lambda key: hashlib.sha256(f"{colleague.pk}:{key}".encode()).digest())
