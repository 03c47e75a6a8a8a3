"""Learns to hold a point against a stretch of a draft word by word, for `judgement/alignment.py`.

Two ways to read them, over the states that the exported encoder gives, so that it sees in learning
just what it sees later: decomposable attention (Parikh 2016), which lays piece beside piece, and
two further layers of the encoder over both texts as one. What they learn from: points and the
drafts of threads and restated letters, where the best of the nearest stretches counts
(multiple-instance learning), and single sentences that say a point rightly, wrongly, or only stand
beside it.
"""

import pickle
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import chain
from math import ceil
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as processes
import torch.nn.functional as functional
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from heard.judgement.alignment import COUNTED, LONGEST, Aligner, Facing, aligner, facing
from heard.judgement.coverage import pieces_of
from heard.judgement.encoder import PIECES, WIDTH
from heard.judgement.facts import facts
from heard.judgement.nearest import nearest, stretches_of
from heard.judgement.weights import Weights

from .alignment import Alignment
from .base import Halves, base
from .encoder import Layer
from .learn import AGREE_EVERY
from .reading import side_by_side
from .saying import Saying, by_draft
from .smoothing import smoothed
from .steps import write_whole
from .workers import ALONE, Worker, give_back, meet

ROUNDS = {"apart": 3.0, "together": 1.3}  # over all cases: one and three tenths of another
RATE, LAYERS_RATE, AT_ONCE = 1e-3, 1e-4, 32
LIKE = 8  # pieces by which the points of one batch may differ
AT_A_TIME = 6_000  # cases made before they are written
MOST_LEARNT = 2  # stretches of a draft; the third is hardly ever the one that says it
# The layers that go on where the states come from.
JOINED = slice(PIECES, PIECES + 2)
SEED = 20261129
CASES, ALIGNMENT = "cases-{}.pickle", "aligned.pt"


@dataclass(frozen=True)
class Case:
    """A point and the stretches of a draft that come nearest: does any of them say it again?

    `asked` and `said` are the states of the point and of the draft's sentences one behind another,
    which the cases of one draft share; the stretches are from which piece to which, with what was
    counted.
    """

    asked: Halves
    said: Halves
    stretches: tuple[tuple[int, int, tuple[float, ...]], ...]
    right: bool
    weight: float

    @property
    def pairs(self) -> list[Facing]:
        return [
            Facing(self.asked, self.said[start:end], counted)
            for start, end, counted in self.stretches
        ]


def cases(found: Sequence[Saying], trained: Weights) -> list[Case]:
    """What the running program would hold against each other, as half numbers, on two cores; best
    letter by letter, so that the encoder remembers what it has just read."""
    half = len(found) // 2
    made = side_by_side(lambda some: _cases(some, trained), (found[:half], found[half:]))
    return [one for part in made for one in part]


def _cases(found: Sequence[Saying], trained: Weights) -> list[Case]:
    return [
        one
        for numbers in by_draft(found)
        for one in _of_draft([found[i] for i in numbers], trained)
    ]


def _of_draft(found: Sequence[Saying], trained: Weights) -> Iterator[Case]:
    """The points of one letter against one draft, read as `coverage` reads them."""
    message, letter, draft = found[0].exchange
    points, parts = [one.point for one in found], stretches_of(draft)
    if not parts:
        return
    told = frozenset(fact for text in (*points, message) for fact in facts(text))
    states, said = pieces_of(points, letter, parts, draft, trained.encoder)
    whole = np.concatenate(said).astype(np.float16)
    ends = [0, *np.cumsum([len(part) for part in said]).tolist()]
    near = nearest(points, parts, told, trained)
    for one, point, some in zip(found, states, near, strict=True):
        stretches = tuple(
            (ends[match.sentences[0]], ends[match.sentences[1]], match.counted)
            for match in some[:MOST_LEARNT]
        )
        if stretches:
            halves = point[:LONGEST].astype(np.float16)
            yield Case(halves, whole, stretches, one.right, one.weight)


def odds_of(part: nn.Module, some: Sequence[Case]) -> Tensor:
    """(cases): by one way to read, the highest log-odds among the stretches of each."""
    pairs = [row for one in some for row in one.pairs]
    place = torch.tensor([i for i, one in enumerate(some) for _ in one.stretches])
    given = {name: torch.from_numpy(rows) for name, rows in facing(pairs).items()}
    states = torch.cat([given["asked"], given["said"]], dim=1)
    odds = part(states, given["asked_mask"], given["said_mask"], given["counted"])
    return torch.full((len(some),), -1e9).scatter_reduce(0, place, odds, "amax")


def align_side_by_side(
    told: Sequence[Saying], trained: Weights, folder: Path, work: Path, workers: int
) -> None:
    """Learns it in processes that each take a share of the cases; the result is kept in `work`."""
    files = [work / CASES.format(rank) for rank in range(workers)]
    print(f"aligning: {_written(told, trained, files)} cases", flush=True)
    give_back()
    (work / "meeting").unlink(missing_ok=True)
    processes.spawn(_align, (folder, work, workers), nprocs=workers)


def _written(told: Sequence[Saying], trained: Weights, files: Sequence[Path]) -> int:
    """Makes the cases part by part and deals them out to the files, the same number to each: all
    at once they would take the memory that the processes need."""
    order = sorted(told, key=lambda one: one.exchange)
    number = 0
    with ExitStack() as opened:
        shares = [opened.enter_context(file.open("wb")) for file in files]
        for first in range(0, len(order), AT_A_TIME):
            known = cases(order[first : first + AT_A_TIME], trained)
            each = len(known) // len(shares)
            for rank, share in enumerate(shares):
                pickle.dump(known[rank * each : (rank + 1) * each], share, protocol=5)
            number += each * len(shares)
    return number


def _align(rank: int, folder: Path, work: Path, workers: int) -> None:
    worker, file = meet(rank, workers, work / "meeting"), work / CASES.format(rank)
    known: list[Case] = []
    with file.open("rb") as share, suppress(EOFError):
        while True:
            known += pickle.load(share)  # written a moment ago
    file.unlink()
    model = align(known, base(folder, work)[0].layers[JOINED], worker)
    if rank == 0:
        write_whole(work / ALIGNMENT, lambda fresh: torch.save(model.state_dict(), fresh))


def align(known: Sequence[Case], layers: Iterable[Layer], worker: Worker = ALONE) -> Alignment:
    """Either way to read learns by itself, with a fixed seed and a falling rate; `known` is the
    worker's share of the cases, of the same number for all."""
    torch.manual_seed(SEED)
    model = Alignment(layers)
    for name, part in model.named_children():
        _learn(part, known, name, worker)
    model.eval()
    return model


def _learn(part: nn.Module, known: Sequence[Case], name: str, worker: Worker) -> None:
    own = [one for kind, one in part.named_parameters() if not kind.startswith("layers.")]
    taught = [one for kind, one in part.named_parameters() if kind.startswith("layers.")]
    groups = [{"params": own, "top": RATE}, {"params": taught, "top": LAYERS_RATE}]
    steps = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    chance = random.Random(SEED)
    rounds = [_batches(known, chance) for _ in range(ceil(ROUNDS[name]))]
    batches = list(chain(*rounds))[: ceil(ROUNDS[name] * len(rounds[0]))]
    part.train()
    losses: list[float] = []
    for number, batch in enumerate(batches):
        if number % AGREE_EVERY == 0:
            worker.agree(part)
        fall = 0.02 + 0.98 * float(np.cos(number / len(batches) * np.pi / 2)) ** 2
        for group in steps.param_groups:
            group["lr"] = group["top"] * min(1.0, (number + 1) / 100) * fall
        wanted = torch.tensor([float(one.right) for one in batch])
        weight = torch.tensor([one.weight for one in batch])
        loss = functional.binary_cross_entropy_with_logits(odds_of(part, batch), wanted, weight)
        steps.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(part.parameters(), 1.0)
        steps.step()
        losses.append(float(loss.detach()))
        if (number + 1) % 50 == 0:
            give_back()
        if (number + 1) % 200 == 0:
            if worker.rank == 0:
                print(f"  {name}  {number + 1}/{len(batches)}  {np.mean(losses):.4f}", flush=True)
            losses.clear()
    worker.agree(part)


def _batches(known: Sequence[Case], chance: random.Random) -> list[list[Case]]:
    """Cases whose points and whose stretches are of like length together, in another order each
    time: by the length of both as one, nearly half of what is computed would be padding."""

    def about(case: Case) -> tuple[int, float]:
        asked = len(case.asked) * chance.uniform(0.9, 1.1)
        said = max(end - start for start, end, _ in case.stretches) * chance.uniform(0.9, 1.1)
        return int(asked) // LIKE, said

    noisy = sorted(known, key=about)
    found = [list(noisy[i : i + AT_ONCE]) for i in range(0, len(noisy), AT_ONCE)]
    chance.shuffle(found)
    return found


def export_alignment(model: Alignment, file: Path, typical: Sequence[Case]) -> Aligner:
    """Writes the 8-bit network to `file` and reads it again; `typical` cases say where there is
    most need of room."""

    def run(one: Alignment) -> None:
        for batch in _batches(typical, random.Random(SEED)):
            odds_of(one.together, batch)

    model = smoothed(model, run)
    plain = file.with_suffix(".plain.onnx")
    some = Facing(np.ones((5, WIDTH)), np.ones((7, WIDTH)), (0.0,) * COUNTED)
    given = facing([some, some])
    axes = {
        name: {0: "pairs"} | ({1: f"{name.split('_')[0]} pieces"} if name != "counted" else {})
        for name in given
    }
    torch.onnx.export(
        model,
        tuple(torch.from_numpy(rows) for rows in given.values()),
        str(plain),
        input_names=list(given),
        output_names=["odds"],
        dynamic_axes={**axes, "odds": {0: "pairs"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(plain, file, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    plain.unlink()
    aligner.cache_clear()
    made = aligner(file.parent)
    if made is None:
        raise RuntimeError("The exported alignment cannot be read.")
    return made
