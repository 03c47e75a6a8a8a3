"""The heads of heat, tone and answer: meaning and phrases, mixed and calibrated."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heard.judgement.encoder import Encoder
from heard.judgement.features import features
from heard.judgement.weights import HEADS, Head, Linear, Weights

from . import tasks
from .directions import directions
from .fitting import calibrated
from .mixing import mixture
from .model import Model
from .setting import importance_of, numbers_of, setting_heat, setting_labels
from .shares import Doubles, Integers
from .tasks import Item

CALM_COUNTS = 1.6
PUBLIC_SHARE = 0.7


def fitted_head(
    name: str,
    book: str,
    direction: Doubles,
    linear: Linear,
    reader: Encoder,
    items: Sequence[Item],
    wanted: Integers,
    steps: int,
) -> tuple[Head, NDArray[np.float32]]:
    """The mixture of meaning and phrases, calibrated on the own texts; and its thresholds."""
    texts = [one.text for one in items]
    meant = reader.vectors(texts) @ direction
    phrased = np.array([linear.score(features(text, book)) for text in texts])
    inputs = np.column_stack([meant, phrased]).astype(np.float64)
    names = [one.source for one in items]
    each = importance_of(names, PUBLIC_SHARE)
    mix, _ = mixture(inputs, wanted, numbers_of(names), each, steps)
    own = np.array([one == tasks.OWN for one in names])
    calm = np.where(wanted[own] <= 1, CALM_COUNTS, 1.0) if steps > 1 else None
    slope, cuts = calibrated(inputs[own] @ mix, wanted[own], steps, calm)
    bias = 0.0 if steps > 1 else -float(cuts[0])
    print(
        f"  {name:9s} n {own.sum():4d}  meaning {slope * mix[0]:.3f}  phrases {slope * mix[1]:.3f}"
    )
    head = Head(direction.astype(np.float32), linear, (slope * mix).astype(np.float32), bias)
    return head, cuts.astype(np.float32)


def heads_of(
    folder: Path,
    work: Path,
    model: Model,
    phrases: tuple[Linear, dict[str, Linear]],
    reader: Encoder,
    idf: Doubles,
) -> Weights:
    """All but the mixtures of points, coverage, forecast and answers, which need these first."""
    toward = directions(folder, work, model, reader)
    heat_items = setting_heat(folder)
    heat, thresholds = fitted_head(
        "heat",
        "heat",
        toward["heat"],
        phrases[0],
        reader,
        heat_items,
        np.array([one.grade for one in heat_items]),
        4,
    )
    heads: dict[str, Head] = {}
    for name in HEADS:
        items = setting_labels(folder, name)
        wanted = np.array([int(one.labels.get(name, 0.0) > 0.5) for one in items])
        heads[name], _ = fitted_head(
            name, "draft", toward[name], phrases[1][name], reader, items, wanted, 1
        )
    point = np.concatenate(
        [
            model.point.weight.detach().numpy()[0],
            model.point.bias.detach().numpy(),
            np.array([1.0, 1.0, 0.0, 0.0]),
        ]
    ).astype(np.float32)
    empty = np.zeros(1, dtype=np.float32)
    return Weights(
        encoder=reader,
        heat=heat,
        thresholds=thresholds,
        heads=heads,
        point=point,
        pair=model.pair.weight.detach().numpy().astype(np.float32),
        cover=empty,
        forecast=empty,
        answered=empty,
        idf=idf.astype(np.float32),
    )
