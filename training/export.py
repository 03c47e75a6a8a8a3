"""The learnt encoder as ONNX with 8-bit weights: ids and mask in, one row a text out, and on
request the states of its pieces in one of the untaught layers."""

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as functional
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from heard.judgement.encoder import LOWER, PIECES

from .base import FROZEN, padded
from .encoder import Encoder, pooled
from .model import SPREAD, Model
from .packing import pack_words
from .smoothing import smoothed

TOGETHER = 16


class Whole(nn.Module):
    """Untaught layers, then learnt ones, mean, centre; beside it the means of some untaught layers,
    of which the upper go their own way from where the learnt ones begin."""

    def __init__(self, encoder: Encoder, model: Model) -> None:
        super().__init__()
        self.encoder, self.learnt = encoder, model

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        real = mask.to(torch.float32)
        states, found, first = self.encoder.embedded(ids), [], 0
        learnt = pieces = states
        for last in LOWER:
            states = self.encoder.through(states, real, first, last)
            found.append(functional.normalize(pooled(states, real), dim=-1) * SPREAD)
            pieces = states if last == PIECES else pieces
            learnt = self.learnt.vectors(states, real) if last == FROZEN else learnt
            first = last
        return torch.cat([learnt, *found], dim=-1), pieces


def export(encoder: Encoder, model: Model, file: Path, typical: Sequence[Sequence[int]]) -> None:
    """Writes the 8-bit model to `file`; 7 bits of them used, which no processor overflows. What is
    `typical` (the ids of some texts) says where there is most need of room."""

    def run(whole: Whole) -> None:
        for first in range(0, len(typical), TOGETHER):
            whole(*padded(typical[first : first + TOGETHER]))

    whole = smoothed(Whole(encoder, model), run)
    plain = file.with_suffix(".plain.onnx")
    given = (torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9, dtype=torch.long))
    torch.onnx.export(
        whole,
        given,
        str(plain),
        input_names=["ids", "mask"],
        output_names=["vector", "states"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in ("ids", "mask", "states")}
        | {"vector": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )
    pack_words(plain, len(encoder.word.weight))
    quantize_dynamic(
        plain,
        file,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
