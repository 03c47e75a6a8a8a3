"""What the mixtures are fitted on: texts that neither encoder nor heads nor phrases learnt from.

The phrase lists were made with the older files of the corpus in view. Texts from there are a source
of their own, so that they neither overrate the phrases nor make the probabilities too sure.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from . import sources, tasks
from .regraded import regraded_items
from .shares import Doubles
from .tasks import Item, older_items, thread_items
from .written import written_items

OLDER = "older"
OLDER_COUNTS = 0.5


def setting_heat(folder: Path) -> list[Item]:
    """Graded texts of the setting part: our own, and some of each public set."""
    found = [one for one in _own() if one.grade >= 0]
    public: dict[str, list[Item]] = defaultdict(list)
    for item in regraded_items(folder, ("setting",)):
        public[item.source].append(item)
    for one in sources.graded(folder):
        if one.source != "goemotions" and one.part == "setting":
            public[one.source].append(tasks.item_of(one, grade=one.grade))
    public["goemotions"] = [
        one for one in tasks.emotional(folder / "goemotions" / "dev.tsv") if one.grade >= 0
    ]
    for name in sorted(public):
        found += random.Random(5).sample(public[name], min(200, len(public[name])))
    return found


def setting_labels(folder: Path, head: str) -> list[Item]:
    found = [one for one in _own() if head in one.labels]
    public = [one for one in tasks.toned_items(folder) if one.part == "setting"]
    public += regraded_items(folder, ("setting",))
    some = [one for one in public if head in one.labels]
    return found + random.Random(5).sample(some, min(250, len(some)))


def _own() -> list[Item]:
    older = [replace(one, source=OLDER) for one in older_items(("setting",))]
    return thread_items(("setting",)) + older + written_items(("setting",))


def importance_of(names: Sequence[str], share: float) -> Doubles:
    """Our letters count 1, our other texts less, all public sets `share` of our letters."""
    each = {tasks.OWN: 1.0, OLDER: OLDER_COUNTS, **tasks.WRITTEN}
    public = Counter(name for name in names if name not in each)
    own = names.count(tasks.OWN)
    each |= {name: share * own / len(public) / count for name, count in public.items()}
    return np.array([each[name] for name in names])
