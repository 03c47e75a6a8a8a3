"""What the heads learnt together with the encoder; all that is fitted later begins with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from heard.judgement.encoder import WIDTH
from heard.judgement.weights import HEADS

from .shares import Doubles

if TYPE_CHECKING:
    from .model import Model


@dataclass(frozen=True)
class Learnt:
    """A direction for each head, direction and bias of the points, the table of the pairs."""

    heads: dict[str, Doubles]
    point: Doubles
    pair: Doubles


def from_model(model: "Model") -> Learnt:
    heads = {"heat": model.heat.weight.detach().numpy()[0]}
    heads |= dict(zip(HEADS, model.labels.weight.detach().numpy(), strict=True))
    point = [model.point.weight.detach().numpy()[0], model.point.bias.detach().numpy()]
    return Learnt(heads, np.concatenate(point), model.pair.weight.detach().numpy())


def from_weights(file: Path) -> Learnt:
    """What is kept of it in a file of weights, so that the rest can be fitted anew."""
    with np.load(file, allow_pickle=False) as stored:
        heads = {name: stored[f"{name}.learnt"].astype(float) for name in ("heat", *HEADS)}
        return Learnt(
            heads, stored["point"][: WIDTH + 1].astype(float), stored["pair"].astype(float)
        )
