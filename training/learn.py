"""The learning itself: batches of like length, one after another, with a fixed seed."""

import math
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import Tensor

from heard.judgement.folding import own_words
from heard.judgement.sentences import sentences

from .base import Kept
from .model import Average, Model, pair_loss, text_loss
from .steps import write_whole
from .tasks import Item, Pair, clean
from .threads import Thread
from .workers import ALONE, Worker

TOKENS = 1100
AGREE_EVERY = 6  # batches of a worker, then all average what they learnt
PAIRS = 10


@dataclass(frozen=True)
class Cover:
    """A thread for the pair head: points, sentences of its drafts, and who restates what."""

    points: tuple[str, ...]
    drafts: tuple[tuple[str, ...], ...]
    wanted: tuple[tuple[float, ...], ...]
    weights: tuple[tuple[float, ...], ...]


Batch = tuple[str, list[Item] | list[Pair] | list[Cover]]


def cover_of(thread: Thread) -> Cover:
    drafts, wanted, weights = [], [], []
    points = tuple(clean(text) for text, _, _ in thread.points)
    for draft in thread.drafts:
        parts = cleaned_sentences(draft.text)
        if not parts:
            continue
        drafts.append(parts)
        wanted.append(tuple(float(i in draft.covers) for i in range(len(points))))
        weights.append(tuple(0.5 if i in draft.wrong else 1.0 for i in range(len(points))))
    return Cover(points, tuple(drafts), tuple(wanted), tuple(weights))


def cleaned_sentences(text: str) -> tuple[str, ...]:
    own = own_words(text)
    parts = tuple(clean(own[start:end]) for start, end in sentences(own))
    return tuple(one for one in parts if one)


def text_batches(items: Sequence[Item], kept: Kept, chance: random.Random) -> list[Batch]:
    """Batches of about TOKENS tokens, each of texts of like length."""
    noisy = sorted(items, key=lambda one: len(kept.states[one.text]) * chance.uniform(0.85, 1.15))
    found: list[Batch] = []
    batch: list[Item] = []
    for one in noisy:
        if batch and (len(batch) + 1) * len(kept.states[one.text]) > TOKENS:
            found.append(("texts", batch))
            batch = []
        batch.append(one)
    return [*found, ("texts", batch)] if batch else found


def pair_batches(pairs: Sequence[Pair], chance: random.Random) -> list[Batch]:
    """Batches with several pairs of one matter, so that the wrong ones are near."""
    families: dict[str, list[Pair]] = defaultdict(list)
    for one in pairs:
        families[one.family].append(one)
    runs: list[list[Pair]] = []
    for family in families.values():
        family = family[:]
        chance.shuffle(family)
        runs += [family[i : i + 3] for i in range(0, len(family), 3)]
    chance.shuffle(runs)
    found: list[Batch] = []
    batch: list[Pair] = []
    for run in runs:
        batch += run
        if len(batch) >= PAIRS:
            found.append(("pairs", batch))
            batch = []
    return found


def cover_batches(covers: Sequence[Cover], chance: random.Random) -> list[Batch]:
    mixed = list(covers)
    chance.shuffle(mixed)
    return [("covers", mixed[i : i + 3]) for i in range(0, len(mixed), 3)]


def cover_loss(model: Model, kept: Kept, covers: Sequence[Cover]) -> Tensor:
    """Which draft of the batch restates which point: by its nearest sentence or pair of them."""
    points = [text for one in covers for text in one.points]
    drafts = [draft for one in covers for draft in one.drafts]
    texts = [*points, *(text for draft in drafts for text in draft)]
    vectors = in_parts(model, kept, texts)
    asked = model.paired(vectors[: len(points)])
    scores, place = [], len(points)
    for draft in drafts:
        said = vectors[place : place + len(draft)]
        place += len(draft)
        if len(said) > 1:
            said = torch.cat([said, (said[1:] + said[:-1]) / 2])
        scores.append((asked @ model.paired(said).T).amax(1))
    table = torch.stack(scores, 1)
    wanted, weight = torch.zeros_like(table), torch.full_like(table, 0.15)
    row = column = 0
    for one in covers:
        height, wide = len(one.points), len(one.drafts)
        wanted[row : row + height, column : column + wide] = torch.tensor(one.wanted).T
        weight[row : row + height, column : column + wide] = torch.tensor(one.weights).T
        row, column = row + height, column + wide
    logits = model.sharp[0] * table - model.sharp[1]
    loss = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return (loss * weight).sum() / weight.sum()


def in_parts(model: Model, kept: Kept, texts: Sequence[str], most: int = 24) -> Tensor:
    """Vectors of many texts, in parts of like length, in the order given."""
    order = sorted(range(len(texts)), key=lambda i: len(kept.states[texts[i]]))
    parts = []
    for first in range(0, len(order), most):
        states, mask = kept.batch([texts[i] for i in order[first : first + most]])
        parts.append(model.vectors(states, mask))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def loss_of(model: Model, kept: Kept, batch: Batch) -> Tensor:
    kind, things = batch
    if kind == "texts":
        states, mask = kept.batch([one.text for one in things])  # type: ignore[union-attr]  # the kind says which they are
        return text_loss(model, model.vectors(states, mask), things)  # type: ignore[arg-type]  # the kind says which they are
    if kind == "pairs":
        both = in_parts(model, kept, [p.one for p in things] + [p.two for p in things])  # type: ignore[union-attr]  # the kind says which they are
        both = model.paired(both)
        return 0.25 * pair_loss(both[: len(things)], both[len(things) :])
    return 1.5 * cover_loss(model, kept, things)  # type: ignore[arg-type]  # the kind says which they are


def learn(
    model: Model,
    kept: Kept,
    batches: Sequence[Batch],
    *,
    rate: float,
    file: Path,
    worker: Worker = ALONE,
) -> Model:
    """One run over the batches in the order given; leaves the averaged weights in the model."""
    heads = [p for name, p in model.named_parameters() if not name.startswith("layers")]
    groups = [
        {"params": list(model.layers.parameters()), "lr": rate, "top": rate},
        {"params": heads, "lr": 10 * rate, "top": 10 * rate},
    ]
    steps = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    average, begin, losses = Average(model), time.monotonic(), defaultdict(list)
    model.train()
    mine = batches[worker.rank :: worker.count]
    mine = mine[: len(batches) // worker.count]
    for number, batch in enumerate(mine):
        if number % AGREE_EVERY == 0:
            worker.agree(model)
        fall = 0.02 + 0.98 * math.cos(number / len(mine) * math.pi / 2) ** 2
        for group in steps.param_groups:
            group["lr"] = group["top"] * min(1.0, (number + 1) / 60) * fall
        loss = loss_of(model, kept, batch)
        steps.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        steps.step()
        average.add(model)
        losses[batch[0]].append(float(loss.detach()))
        if (number + 1) % 50 == 0 and worker.rank == 0:
            said = "  ".join(f"{kind} {sum(v) / len(v):.4f}" for kind, v in losses.items())
            print(f"{number + 1}/{len(mine)}  {time.monotonic() - begin:.0f} s  {said}", flush=True)
            losses.clear()
    model.load_state_dict(average.state)
    worker.agree(model)
    if worker.rank == 0:
        write_whole(file, lambda fresh: torch.save(model.state_dict(), fresh))
    model.eval()
    return model


def mixed(*lists: Sequence[Batch], seed: int) -> list[Batch]:
    """All batches in one order."""
    found = [one for part in lists for one in part]
    random.Random(seed).shuffle(found)
    return found
