"""The encoder in PyTorch, as far as training needs it: BERT with mean pooling."""

from contextlib import AbstractContextManager

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from .recover import Floats, Sizes

PARTS = {
    "q": "q", "k": "k", "v": "v", "ao": "output", "fi": "inner", "fo": "outer",
    "aln": "attention_norm", "oln": "output_norm",
}  # fmt: skip


class Layer(nn.Module):
    """One layer: attention and feed-forward, each followed by a normalisation."""

    def __init__(self, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        width, inner = sizes.width, sizes.inner
        self.heads = sizes.heads
        self.q, self.k, self.v = (nn.Linear(width, width) for _ in range(3))
        self.output = nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)
        self.attention_norm = nn.LayerNorm(width, eps=sizes.epsilon)
        self.output_norm = nn.LayerNorm(width, eps=sizes.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, blocked: Tensor) -> Tensor:
        """`states` (batch, tokens, width); `blocked` (batch, 1, 1, tokens), -1e4 for padding."""
        batch, length, width = states.shape
        split = (batch, length, self.heads, width // self.heads)
        q, k, v = (one(states).view(split).transpose(1, 2) for one in (self.q, self.k, self.v))
        scores = q @ k.transpose(2, 3) / (width // self.heads) ** 0.5 + blocked
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, width)
        states = self.attention_norm(states + self.dropout(self.output(mixed)))
        inner = functional.gelu(self.inner(states))
        return self.output_norm(states + self.dropout(self.outer(inner)))


class Encoder(nn.Module):
    """Ids to token states and their mean."""

    def __init__(self, sizes: Sizes, pieces: int) -> None:
        super().__init__()
        self.word = nn.Embedding(pieces, sizes.width)
        self.position = nn.Embedding(sizes.positions, sizes.width)
        self.norm = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))

    def embedded(self, ids: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        return self.norm(self.word(ids) + self.position(places)[None])

    def through(self, states: Tensor, mask: Tensor, first: int, last: int) -> Tensor:
        """The states after layers first..last-1; `mask` (batch, tokens) is 1 for real tokens."""
        blocked = (1.0 - mask.to(states.dtype))[:, None, None, :] * -1e4
        for layer in self.layers[first:last]:
            states = layer(states, blocked)
        return states


def quickly(*, learning: bool) -> AbstractContextManager[object]:
    """For what is learnt and learnt from: products in bfloat16 where the processor has them, three
    times as fast; weights and what runs from layer to layer stay in single precision."""
    can = learning and bool(torch.cpu.get_capabilities().get("avx512_bf16"))
    quick: AbstractContextManager[object] = torch.autocast("cpu", torch.bfloat16, enabled=can)
    return quick


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    """The mean of the real tokens: (batch, width), not normalised."""
    weights = mask.to(states.dtype)[:, :, None]
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def loaded(sizes: Sizes, tensors: dict[str, Floats], words: Floats) -> Encoder:
    """The encoder with recovered weights and a (cut down) word embedding."""
    encoder = Encoder(sizes, len(words))
    state = {
        "word.weight": words,
        "position.weight": tensors["emb.pos"] + tensors["emb.type"][0],
        "norm.weight": tensors["emb.ln.w"],
        "norm.bias": tensors["emb.ln.b"],
    }
    for number in range(sizes.layers):
        for short, name in PARTS.items():
            for end, full in (("w", "weight"), ("b", "bias")):
                state[f"layers.{number}.{name}.{full}"] = tensors[f"l{number}.{short}.{end}"]
    encoder.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    encoder.eval()
    return encoder
