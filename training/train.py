"""The way from packages and texts to the weights, step by step; every step is kept in `work`."""

from collections.abc import Callable
from pathlib import Path

import torch.multiprocessing as processes

from . import build
from .aligning import ALIGNMENT
from .stack import finish, forget
from .threads import corpus_digest
from .workers import meet

STAGES: dict[str, Callable[..., object]] = {
    "public": build.public_stage,
    "own": build.own_stage,
}


def train(folder: Path, work: Path, target: Path, workers: int) -> None:
    """Recovers the base, learns in two stages, fits the mixtures and writes the weights."""
    begun = corpus_digest()
    # In a process of its own, which gives back the memory of all states when it ends.
    processes.spawn(_prepare, (folder, work), nprocs=1)
    for place, stage in enumerate(STAGES):
        if not (work / f"{stage}.pt").exists():
            if corpus_digest() != begun:
                raise SystemExit(f"The corpus changed meanwhile. {work} is kept; start again.")
            print(f"learning: {stage}", flush=True)
            forget(work)
            for stale in (*(f"{later}.pt" for later in list(STAGES)[place:]), ALIGNMENT, "meeting"):
                (work / stale).unlink(missing_ok=True)
            processes.spawn(_learn, (stage, folder, work, workers), nprocs=workers)
    finish(folder, work, target, workers)


def _prepare(_rank: int, folder: Path, work: Path) -> None:
    build.prepare(folder, work)


def _learn(rank: int, stage: str, folder: Path, work: Path, workers: int) -> None:
    STAGES[stage](folder, work, worker=meet(rank, workers, work / "meeting"))
