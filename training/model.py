"""The learning part: the upper layers and the heads on the mean of their states."""

import copy

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from heard.judgement.weights import HEADS

from .base import FROZEN, Kept
from .encoder import Encoder, pooled, quickly
from .tasks import ANSWERING, EMOTIONS, LIMITS, OWN, REGRADED, WRITTEN, Item

SOURCES = (OWN, *LIMITS, *WRITTEN, *REGRADED, *ANSWERING)
SPREAD = 20.0


class Model(nn.Module):
    """Upper layers of the encoder, and one linear head each on the same 384 numbers."""

    def __init__(self, encoder: Encoder, center: Tensor) -> None:
        super().__init__()
        width = encoder.word.embedding_dim
        self.layers = nn.ModuleList(copy.deepcopy(one) for one in encoder.layers[FROZEN:])
        self.register_buffer("center", center)
        self.heat = nn.Linear(width, 1, bias=False)
        self.thresholds = nn.Embedding(len(SOURCES), 4)
        self.labels = nn.Linear(width, len(HEADS), bias=False)
        self.label_bias = nn.Embedding(len(SOURCES), len(HEADS))
        self.emotions = nn.Linear(width, EMOTIONS)
        self.point = nn.Linear(width, 1)
        self.pair = nn.Linear(width, width, bias=False)
        self.sharp = nn.Parameter(torch.tensor([10.0, 5.0]))
        for head in (self.heat, self.labels, self.emotions, self.point):
            nn.init.normal_(head.weight, std=0.02)
        nn.init.eye_(self.pair.weight)
        nn.init.constant_(self.label_bias.weight, -2.0)
        with torch.no_grad():
            self.thresholds.weight.copy_(
                torch.tensor([-2.0, 0.0, 1.0, 2.5]).repeat(len(SOURCES), 1)
            )
        self.drop = nn.Dropout(0.1)

    def vectors(self, states: Tensor, mask: Tensor) -> Tensor:
        """(batch, width): the mean of the states, of unit length, less what all texts share."""
        blocked = (1.0 - mask)[:, None, None, :] * -1e4
        with quickly(learning=self.training):
            for layer in self.layers:
                states = layer(states, blocked)
        return (functional.normalize(pooled(states.float(), mask), dim=-1) - self.center) * SPREAD

    def paired(self, vectors: Tensor) -> Tensor:
        """Unit vectors in which a point lies near its restatement."""
        return functional.normalize(self.pair(vectors), dim=-1)


def center(encoder: Encoder, kept: Kept, texts: list[str]) -> Tensor:
    """The mean unit vector of some texts in the untrained encoder."""
    total, count = torch.zeros(encoder.word.embedding_dim), 0
    with torch.inference_mode():
        for first in range(0, len(texts), 64):
            states, mask = kept.batch(texts[first : first + 64])
            states = encoder.through(states, mask, FROZEN, len(encoder.layers))
            total += functional.normalize(pooled(states, mask), dim=-1).sum(0)
            count += len(states)
    return total / count


def text_loss(model: Model, vectors: Tensor, items: list[Item]) -> Tensor:
    """The weighted mean of all that is known of these texts."""
    dropped = model.drop(vectors)
    weight = torch.tensor([one.weight for one in items])
    source = torch.tensor([SOURCES.index(one.source) for one in items])
    total = torch.zeros(())
    known = torch.tensor([one.grade >= 0 for one in items])
    if known.any():
        grade = torch.tensor([one.grade for one in items])[known]
        above = (grade[:, None] > torch.arange(4)[None]).float()
        logits = model.heat(dropped[known]) - model.thresholds(source[known])
        loss = functional.binary_cross_entropy_with_logits(logits, above, reduction="none")
        total = total + (loss.mean(1) * weight[known]).sum()
    total = total + _labels(model, dropped, items, source, weight)
    felt = [i for i, one in enumerate(items) if one.emotions]
    if felt:
        wanted = torch.zeros(len(felt), EMOTIONS)
        for row, i in enumerate(felt):
            wanted[row, list(items[i].emotions)] = 1.0
        logits = model.emotions(dropped[felt])
        loss = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
        total = total + 2.0 * (loss.mean(1) * weight[felt]).sum()
    places = [i for i, one in enumerate(items) if one.point >= 0]
    if places:
        wanted = torch.tensor([items[i].point for i in places])
        logits = model.point(dropped[places])[:, 0]
        total = total + 0.5 * functional.binary_cross_entropy_with_logits(
            logits, wanted, reduction="sum"
        )
    return total / len(items)


def _labels(
    model: Model, vectors: Tensor, items: list[Item], source: Tensor, weight: Tensor
) -> Tensor:
    wanted = torch.tensor([[one.labels.get(name, -1.0) for name in HEADS] for one in items])
    known = wanted >= 0
    if not known.any():
        return torch.zeros(())
    logits = model.labels(vectors) + model.label_bias(source)
    loss = functional.binary_cross_entropy_with_logits(
        logits, wanted.clamp(min=0), reduction="none"
    )
    return (loss * known * weight[:, None]).sum() * 0.5


def pair_loss(ones: Tensor, twos: Tensor, sharpness: float = 16.0) -> Tensor:
    """Each text finds its partner among all of the batch, both ways."""
    scores = ones @ twos.T * sharpness
    right = torch.arange(len(ones))
    return 0.5 * (
        functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)
    )


class Average:
    """The running mean of the weights, which does better than their last state."""

    def __init__(self, model: nn.Module, keep: float = 0.99) -> None:
        self.keep, self.count = keep, 0
        self.state = {name: value.clone() for name, value in model.state_dict().items()}

    def add(self, model: nn.Module) -> None:
        self.count += 1
        keep = min(self.keep, (1 + self.count) / (10 + self.count))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                self.state[name].mul_(keep).add_(value, alpha=1 - keep)
