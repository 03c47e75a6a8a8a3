"""What the mixtures are fitted on: texts that neither encoder nor heads nor phrases learnt from."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from . import sources, tasks
from .shares import Doubles, Integers
from .tasks import Item, own_items


def setting_heat(folder: Path) -> list[Item]:
    """Graded texts of the setting part: our own, and some of each public set."""
    found = [one for one in own_items(("setting",)) if one.grade >= 0]
    public: dict[str, list[Item]] = {}
    for one in sources.graded(folder):
        item = tasks._item(one, grade=one.grade)
        if one.source != "goemotions" and item.part == "setting":
            public.setdefault(one.source, []).append(item)
    public["goemotions"] = [
        one for one in tasks.emotional(folder / "goemotions" / "dev.tsv") if one.grade >= 0
    ]
    for name in sorted(public):
        found += random.Random(5).sample(public[name], min(200, len(public[name])))
    return found


def setting_labels(folder: Path, head: str) -> list[Item]:
    found = [one for one in own_items(("setting",)) if one.labels]
    public = [one for one in tasks.toned_items(folder) if one.part == "setting"]
    some = [one for one in public if head in one.labels]
    return found + random.Random(5).sample(some, min(250, len(some)))


def numbers_of(names: Sequence[str]) -> Integers:
    order = [tasks.OWN, *sorted(set(names) - {tasks.OWN})]
    return np.array([order.index(name) for name in names])


def importance_of(names: Sequence[str], share: float) -> Doubles:
    own = names.count(tasks.OWN)
    kinds = max(1, len(set(names)) - 1)
    return np.array(
        [1.0 if n == tasks.OWN else share * own / kinds / names.count(n) for n in names]
    )
