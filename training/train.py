"""Trains the models with fixed seeds, prints held-out figures, writes the weights."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heard.judgement.weights import Weights

from .drafts import train_heads
from .fitting import columns
from .forecast import train_forecast
from .heat import train_heat
from .rarity import idf_table


def train(folder: Path, out: Path | None) -> None:
    """Everything, in the order in which one part needs another."""
    stored: dict[str, NDArray[np.generic]] = {
        "heat.columns": columns("heat"),
        "draft.columns": columns("draft"),
    }
    heat, thresholds, held_out = train_heat(folder, stored)
    heads = train_heads(folder, stored)
    stored["idf"] = idf_table(folder).astype(np.float16)
    table = stored["idf"].astype(np.float32)
    unfinished = Weights(heat, thresholds, heads, np.zeros(1, dtype=np.float32), table)
    stored["forecast"] = train_forecast(unfinished, held_out)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(out, **stored)  # type: ignore[arg-type]  # the stub wants one dtype
        print(f"\nwritten: {out.name}, {out.stat().st_size / 1e6:.1f} MB")
