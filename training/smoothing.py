"""Makes room for 8 bits: what stands out is moved from the numbers a layer is given to its weights.

An 8-bit product has one scale for all that it is given. In this encoder a few of the 384 numbers
are far larger than the rest, so that little of the scale is left for these. Each number is divided
before the product and the weights it meets are multiplied by as much, which changes nothing but the
rounding (SmoothQuant, Xiao 2023).
"""

import copy
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

# How much of the difference the weights take over.
SHARE = 0.7

AnyModule = TypeVar("AnyModule", bound=nn.Module)


class Smoothed(nn.Module):
    """A linear layer that gets its numbers divided; its weights have been multiplied."""

    def __init__(self, linear: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.linear = copy.deepcopy(linear)
        self.linear.weight.data *= scale
        self.register_buffer("divided", 1.0 / scale)

    def forward(self, given: Tensor) -> Tensor:
        found: Tensor = self.linear(given * self.divided)
        return found


def smoothed(module: AnyModule, run: Callable[[AnyModule], object]) -> AnyModule:
    """A copy of `module` whose layers are smoothed; `run` puts some typical texts through it."""
    made: AnyModule = copy.deepcopy(module)
    made.eval()
    largest: dict[str, Tensor] = {}
    linears = {
        name: part
        for name, part in made.named_modules()
        if isinstance(part, nn.Linear) and "layers." in name
    }
    watched = [_watch(part, name, largest) for name, part in linears.items()]
    with torch.inference_mode():
        run(made)
    for one in watched:
        one.remove()
    for name, given in largest.items():
        weight = linears[name].weight.detach().abs().amax(0)
        scale = given.clamp(min=1e-5) ** SHARE / weight.clamp(min=1e-5) ** (1 - SHARE)
        above, _, leaf = name.rpartition(".")
        setattr(made.get_submodule(above), leaf, Smoothed(linears[name], scale / scale.mean()))
    return made


def _watch(
    part: nn.Linear, name: str, largest: dict[str, Tensor]
) -> torch.utils.hooks.RemovableHandle:
    def note(_: nn.Module, given: tuple[Tensor, ...]) -> None:
        now = given[0].abs().reshape(-1, given[0].shape[-1]).amax(0)
        largest[name] = torch.maximum(largest.get(name, now), now)

    return part.register_forward_pre_hook(note)
