"""The network that holds a point against a stretch of a draft, in PyTorch.

It reads them in two ways, over what an untaught layer of the encoder makes of each piece.
"""

import copy
from collections.abc import Iterable

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from heard.judgement.alignment import COUNTED
from heard.judgement.encoder import WIDTH

from .encoder import Layer, pooled, quickly

SIZE = 128


class Apart(nn.Module):
    """Lays every piece of the one text beside what comes nearest to it in the other (decomposable
    attention): states of both in, one log-odds out."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.narrow = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, SIZE)
        self.beside = nn.Linear(SIZE, SIZE, bias=False)
        self.sharp = nn.Parameter(torch.tensor(3.0))
        self.compare = nn.Sequential(
            nn.Linear(4 * SIZE, SIZE), nn.ReLU(), nn.Dropout(0.2), nn.Linear(SIZE, SIZE), nn.ReLU()
        )
        self.weigh = nn.Linear(SIZE, 1)
        self.decide = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(4 * SIZE + COUNTED, SIZE), nn.ReLU(), nn.Linear(SIZE, 1)
        )
        self.drop = nn.Dropout(0.1)
        nn.init.eye_(self.beside.weight)

    def forward(self, states: Tensor, asked: Tensor, said: Tensor, counted: Tensor) -> Tensor:
        """Both texts go through each layer as one, for the 8-bit export counts a weight that is
        used twice as two."""
        length = asked.shape[1]
        narrow = self.narrow(self.drop(self.norm(states)))
        pieces = functional.normalize(narrow, dim=-1) * SIZE**0.5
        turned = functional.normalize(self.beside(pieces), dim=-1)
        near = turned[:, :length] @ turned[:, length:].transpose(1, 2) * self.sharp.exp()
        one, two = pieces[:, :length], pieces[:, length:]
        laid = torch.cat([_laid(near, two, said), _laid(near.transpose(1, 2), one, asked)], dim=1)
        told = self.compare(torch.cat([pieces, laid, (pieces - laid).abs(), pieces * laid], dim=-1))
        weight = self.weigh(pieces)[:, :, 0]
        found = [
            *_summed(told[:, :length], weight[:, :length], asked),
            *_summed(told[:, length:], weight[:, length:], said),
        ]
        odds: Tensor = self.decide(torch.cat([*found, counted], dim=-1))[:, 0]
        return odds


class Together(nn.Module):
    """Reads both texts as one through further layers of the encoder, taught for this alone."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(copy.deepcopy(one) for one in layers)
        self.side = nn.Parameter(torch.zeros(2, WIDTH))
        self.decide = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(4 * WIDTH + COUNTED, SIZE), nn.GELU(), nn.Linear(SIZE, 1)
        )

    def forward(self, states: Tensor, asked: Tensor, said: Tensor, counted: Tensor) -> Tensor:
        length = asked.shape[1]
        states = torch.cat(
            [states[:, :length] + self.side[0], states[:, length:] + self.side[1]], 1
        )
        blocked = (1.0 - torch.cat([asked, said], dim=1))[:, None, None, :] * -1e4
        with quickly(learning=self.training):
            for layer in self.layers:
                states = layer(states, blocked)
        states = states.float()
        one, two = pooled(states[:, :length], asked), pooled(states[:, length:], said)
        found = [one, two, (one - two).abs(), one * two, counted]
        odds: Tensor = self.decide(torch.cat(found, dim=-1))[:, 0]
        return odds


class Alignment(nn.Module):
    """Two texts as states of their pieces in; two log-odds out, one of each way to read them."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        super().__init__()
        self.apart, self.together = Apart(), Together(layers)

    def forward(
        self,
        asked: Tensor,
        asked_mask: Tensor,
        said: Tensor,
        said_mask: Tensor,
        counted: Tensor,
    ) -> Tensor:
        """States (pairs, pieces, WIDTH); masks (pairs, pieces), 1 where a piece is real; counted
        (pairs, COUNTED). Gives (pairs, 2)."""
        given = torch.cat([asked, said], dim=1), asked_mask, said_mask, counted
        return torch.stack([self.apart(*given), self.together(*given)], dim=1)


def _laid(near: Tensor, other: Tensor, mask: Tensor) -> Tensor:
    """Beside each piece what comes nearest to it in the other text."""
    return (near + (1.0 - mask)[:, None, :] * -1e4).softmax(-1) @ other


def _summed(told: Tensor, weight: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """What the comparisons of one text find: their weighted mean and their peaks."""
    blocked = (1.0 - mask) * -1e4
    share = (weight + blocked).softmax(-1)
    return (told * share[:, :, None]).sum(1), (told + blocked[:, :, None]).amax(1)
