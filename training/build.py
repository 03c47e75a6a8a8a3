"""The encoder from packages and texts: the public sets first, then the own corpus among them."""

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from . import learn, tasks
from .asked import asked_items
from .base import PREFIX, Kept, base, cut
from .encoder import Encoder
from .model import Model, center
from .regraded import regraded_items
from .threads import Thread, restated, threads
from .workers import ALONE, Worker
from .written import written_items

SEED = 20261124
KEPT = "kept.npz"
OWN_LONGEST, ASKED_LONGEST = 130, 200
TYPICAL = 300
ROUNDS, PUBLIC_SHARE = 2, 0.5


def prepare(folder: Path, work: Path) -> None:
    """What the frozen layers make of every text that is learnt from; kept in `work`."""
    encoder, tokenizer = base(folder, work)
    kept = Kept(encoder, tokenizer)
    if (work / KEPT).exists():
        kept.load(work / KEPT)
    known = len(kept.states)
    items, pairs = tasks.public_items(folder), tasks.public_pairs(folder)
    kept.add([one.text for one in items] + [text for one in pairs for text in (one.one, one.two)])
    _add_own(kept, folder)
    if len(kept.states) > known:
        kept.save(work / KEPT)


def _add_own(kept: Kept, folder: Path) -> None:
    mine = learning_threads()
    covers = [learn.cover_of(one) for one in mine]
    kept.longest = OWN_LONGEST
    kept.add(
        [one.text for one in (*own_texts(), *regraded_items(folder, ("train",)))]
        + [text for one in own_pairs(mine) for text in (one.one, one.two)]
        + [text for one in covers for text in one.points]
        + [text for one in covers for draft in one.drafts for text in draft]
    )
    kept.longest = ASKED_LONGEST
    kept.add([one.text for one in asked_items("train")])


def own_texts() -> list[tasks.Item]:
    return tasks.own_items(("train",)) + written_items(("train",))


def typical(tokenizer: Tokenizer) -> list[list[int]]:
    """The ids of some letters and answers of ours, as the export wants them."""
    chosen = random.Random(SEED).sample(own_texts(), TYPICAL)
    found = tokenizer.encode_batch([PREFIX + one.text for one in chosen])
    return [cut(one.ids, OWN_LONGEST) for one in found]


def learning_threads() -> list[Thread]:
    """Messages with their points and what may be said back: of threads, letters and sessions."""
    found = [*threads(), *restated("letters"), *restated("business"), *restated("sessions")]
    return [one for one in found if one.part == "train"]


def public_stage(folder: Path, work: Path, worker: Worker = ALONE) -> Model:
    """Learns from the public sets; the result is kept in `work`."""
    torch.manual_seed(SEED)
    encoder, tokenizer = base(folder, work)
    kept = Kept(encoder, tokenizer)
    kept.load(work / KEPT)
    items, pairs = tasks.public_items(folder), tasks.public_pairs(folder)
    sample = random.Random(3).sample([one.text for one in items], 300)
    model = Model(encoder, center(encoder, kept, sample))
    chance = random.Random(SEED)
    batches = learn.mixed(
        learn.text_batches(items, kept, chance), learn.pair_batches(pairs, chance), seed=SEED
    )
    return learn.learn(
        model,
        kept,
        batches,
        rate=1e-4,
        file=work / "public.pt",
        worker=worker,
    )


def own_stage(folder: Path, work: Path, worker: Worker = ALONE) -> Model:
    """Goes on from there with the own corpus and some of the public sets, round by round; points
    and drafts, and answers behind what was asked, of which there are most, come in one round each.
    """
    seed = SEED + 1
    torch.manual_seed(seed)
    encoder, tokenizer = base(folder, work)
    model = Model(encoder, torch.zeros(encoder.word.embedding_dim))
    model.load_state_dict(torch.load(work / "public.pt"))
    kept = Kept(encoder, tokenizer)
    kept.load(work / KEPT)
    public, theirs = tasks.public_items(folder), tasks.public_pairs(folder)
    mine = learning_threads()
    items, pairs = [*own_texts(), *regraded_items(folder, ("train",))], own_pairs(mine)
    asked = asked_items("train")
    covers = [learn.cover_of(one) for one in mine]
    chance = random.Random(seed)
    found: list[learn.Batch] = []
    for number in range(ROUNDS):
        some = chance.sample(public, min(len(public), round(PUBLIC_SHARE * len(items))))
        found += learn.mixed(
            learn.text_batches(items, kept, chance),
            learn.text_batches(some, kept, chance),
            learn.text_batches(asked[number::ROUNDS], kept, chance),
            learn.cover_batches(covers[number::ROUNDS], chance),
            learn.pair_batches(chance.sample(pairs, min(300, len(pairs))), chance),
            learn.pair_batches(chance.sample(theirs, min(150, len(theirs))), chance),
            seed=chance.randrange(10**6),
        )
    print(f"{len(mine)} threads, {len(items)} own items, {len(found)} batches", flush=True)
    return learn.learn(
        model,
        kept,
        found,
        rate=8e-5,
        file=work / "own.pt",
        worker=worker,
    )


def own_pairs(found: Sequence[Thread]) -> list[tasks.Pair]:
    """Which of our turns answers which of theirs, and which drafts restate the turn they answer."""
    pairs: list[tasks.Pair] = []
    for thread in found:
        turns = thread.turns
        for first, second in itertools.pairwise(turns):
            if (first.side, second.side) == ("them", "us"):
                one, two = tasks.clean(first.text), tasks.clean(second.text)
                pairs.append(tasks.Pair(one, two, thread.name, "train"))
        best = max(thread.drafts, key=lambda draft: len(draft.covers))
        if len(best.covers) >= 0.5 * len(thread.points):
            theirs = tasks.clean(turns[thread.at].text)
            pairs.append(tasks.Pair(theirs, tasks.clean(best.text), thread.name, "train"))
    return [one for one in pairs if one.one and one.two]


def whole(folder: Path, work: Path, file: str) -> tuple[Encoder, Model]:
    """Encoder and model with the weights of one of the stages."""
    encoder, _ = base(folder, work)
    model = Model(encoder, torch.zeros(encoder.word.embedding_dim))
    model.load_state_dict(torch.load(work / file))
    return encoder, model.eval()
