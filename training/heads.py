"""The heads of heat, tone and answer: meaning and phrases, mixed and calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from heard.judgement.encoder import Encoder
from heard.judgement.features import features
from heard.judgement.weights import HEADS, Clause, Head, Linear, Weights

from . import tasks
from .directions import AXES, directions
from .fitting import calibrated
from .learnt import Learnt
from .mixing import mixture
from .setting import OLDER, importance_of, setting_heat, setting_labels
from .shares import Doubles, Integers, numbers
from .spots import clearest, spots
from .tasks import Item

PUBLIC_SHARE = 0.7
EVEN = 4.0  # how strongly the mixture is held to even shares; the setting part is small
FOLDS = 5
OURS = {tasks.OWN: 1.0, OLDER: 1.0, **tasks.WRITTEN}
BUSINESS = (tasks.OWN, OLDER, "ladders", "letters", "answers", "replies")
SLOPE = 1.0
CALM_COUNTS = 1.4  # nobody is displeased without need


@dataclass(frozen=True)
class Unmixed:
    """What a head is made of: where it looks in a text, its phrases, the clearest sentence."""

    name: str
    direction: Doubles
    linear: Linear
    spot: Doubles | None = None

    def columns(self, texts: Sequence[str], reader: Encoder) -> Doubles:
        """(texts, 2 or 3): how much each of these says it."""
        book = "heat" if self.name in AXES else "draft"
        found = [
            reader.layers(texts) @ self.direction,
            np.array([self.linear.score(features(text, book)) for text in texts]),
        ]
        if self.spot is not None:
            found.append(clearest(texts, self.spot, reader))
        return np.column_stack(found).astype(np.float64)


def fitted_head(
    made: Unmixed, reader: Encoder, items: Sequence[Item], wanted: Integers, steps: int
) -> tuple[Head, Doubles, Doubles]:
    """The mixture of meaning and phrases, calibrated on the own texts; its thresholds; its scores
    of each fold by what the others say."""
    inputs = made.columns([one.text for one in items], reader)
    own = np.array([one.source in OURS for one in items])
    middle = inputs[own].mean(axis=0)
    inputs -= middle
    mix, unseen = _mixed(inputs, wanted, items, steps)
    each = np.array([OURS.get(one.source, 0.0) for one in items])
    if made.name == "unease":
        each *= np.where(wanted <= 1, CALM_COUNTS, 1.0)
    names = [one.source for one in items if one.source in OURS]
    slope, cuts = _calibrated(unseen[own], wanted[own], names, each[own], steps)
    mix *= slope
    bias = -float(mix @ middle) - (0.0 if steps > 1 else float(cuts[0]))
    print(f"  {made.name:9s} n {own.sum():4d}  meaning, phrases, spot {np.round(mix, 3)}")
    held = None if made.spot is None else made.spot.astype(np.float32)
    shares = np.zeros(3, dtype=np.float32)
    shares[: len(mix)] = mix
    head = Head(made.direction.astype(np.float32), made.linear, shares, bias, held)
    return head, cuts, slope * unseen


def _calibrated(
    scores: Doubles, wanted: Integers, names: Sequence[str], each: Doubles, steps: int
) -> tuple[float, Doubles]:
    """Slope and thresholds that make scores of folds left out probabilities (Platt 1999, ordinal).

    All texts of ours say how steep it is; where even odds lie the letters of business say alone,
    since a debate knows more contempt than an inbox.
    """
    order = ["", *sorted(set(names) - set(BUSINESS))]
    group = np.array([0 if name in BUSINESS else order.index(name) for name in names])
    weights, cuts = mixture(scores[:, None], wanted, group, each, steps, penalty=SLOPE)
    return float(weights[0]), cuts[0]


def _mixed(
    inputs: Doubles, wanted: Integers, items: Sequence[Item], steps: int
) -> tuple[Doubles, Doubles]:
    """How much each column counts; and the scores of each fold by what the others say."""
    names = [one.source for one in items]
    source, each = numbers(names), importance_of(names, PUBLIC_SHARE)
    fold = np.array([crc32(one.text.encode()) % FOLDS for one in items])
    unseen = np.zeros(len(items))
    for number in range(FOLDS):
        rest = fold != number
        part, _ = mixture(inputs[rest], wanted[rest], source[rest], each[rest], steps, penalty=EVEN)
        unseen[~rest] = inputs[~rest] @ part
    whole, _ = mixture(inputs, wanted, source, each, steps, penalty=EVEN)
    return whole, unseen


def heads_of(
    folder: Path,
    work: Path,
    learnt: Learnt,
    phrases: tuple[Linear, dict[str, Linear]],
    reader: Encoder,
    idf: Doubles,
) -> Weights:
    """All but the mixtures of points, coverage, forecast and answers, which need these first."""
    toward = directions(folder, work, learnt.heads, reader)
    items = setting_heat(folder)
    grade = np.array([one.grade for one in items])
    axes = {
        name: fitted_head(
            Unmixed(name, toward[name], phrases[0]), reader, items, np.clip(grade - low, 0, 2), 2
        )
        for name, low in AXES.items()
    }
    heat, upper, told = axes["hot"]
    heads: dict[str, Head] = {}
    found = spots(work, reader)
    for name in HEADS:
        drafts = setting_labels(folder, name)
        wanted = np.array([int(one.labels.get(name, 0.0) > 0.5) for one in drafts])
        made = Unmixed(name, toward[name], phrases[1][name], found.get(name))
        heads[name], *_ = fitted_head(made, reader, drafts, wanted, 1)
    empty = np.zeros(1, dtype=np.float32)
    return Weights(
        encoder=reader,
        aligner=None,
        heat=heat,
        thresholds=np.array([*_lower(told, items, float(upper[0])), *upper], dtype=np.float32),
        unease=axes["unease"][0],
        eased=axes["unease"][1][:1].astype(np.float32),
        clause=Clause(empty, empty),
        context=empty,
        heads=heads,
        granting={},
        point=np.concatenate([learnt.point, [1.0, 1.0, 0.0, 0.0]]).astype(np.float32),
        pair=learnt.pair.astype(np.float32),
        spread=empty,
        relevance=empty,
        cover=empty,
        forecast=empty,
        answered=empty,
        idf=idf.astype(np.float32),
    )


def _lower(told: Doubles, items: Sequence[Item], hot: float) -> list[float]:
    """Where the two lower grades begin on the hot axis; only the workspace's ear asks for it."""
    own = np.array([one.source in (tasks.OWN, *tasks.WRITTEN) for one in items])
    slope, cuts = calibrated(told[own], np.array([one.grade for one in items])[own], 4)
    begins = [(cut - cuts[2]) / slope + hot for cut in cuts[:2]]
    return [min(one, hot) for one in begins]
