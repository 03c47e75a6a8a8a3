"""The learnt encoder as ONNX with 8-bit weights: ids and mask in, one row a text out, and on
request the states of its pieces in one of the untaught layers."""

from pathlib import Path

import torch
import torch.nn.functional as functional
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from heard.judgement.encoder import LOWER, PIECES

from .base import FROZEN
from .encoder import Encoder, pooled
from .model import SPREAD, Model


class Whole(nn.Module):
    """Frozen layers, learnt layers, mean, centre; beside it the means of some frozen layers."""

    def __init__(self, encoder: Encoder, model: Model) -> None:
        super().__init__()
        self.encoder = encoder
        for number, layer in enumerate(model.layers):
            encoder.layers[FROZEN + number] = layer
        self.register_buffer("center", model.center)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        real = mask.to(torch.float32)
        states, found, first = self.encoder.embedded(ids), [], 0
        pieces = states
        for last in (*LOWER, len(self.encoder.layers)):
            states = self.encoder.through(states, real, first, last)
            found.append(functional.normalize(pooled(states, real), dim=-1))
            pieces = states if last == PIECES else pieces
            first = last
        return torch.cat([found[-1] - self.center, *found[:-1]], dim=-1) * SPREAD, pieces


def export(encoder: Encoder, model: Model, file: Path, *, reduce_range: bool = True) -> None:
    """Writes the 8-bit model to `file`; 7 bits of them used, which no processor overflows."""
    whole = Whole(encoder, model).eval()
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
    quantize_dynamic(
        plain,
        file,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=reduce_range,
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
