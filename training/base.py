"""The base: encoder and tokenizer cut down to two languages, and what its frozen layers say.

The lower layers never learn, so what they make of a text is computed once and kept.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tqdm import tqdm

from . import vocabulary
from .encoder import Encoder, loaded, quickly
from .recover import recover
from .sources import graded
from .steps import save_whole, write_whole

FROZEN = 8
LONGEST = 98
PREFIX = "query: "
Halves = NDArray[np.float16]


def base(folder: Path, work: Path) -> tuple[Encoder, Tokenizer]:
    """Made once and kept in `work`."""
    file = work / "base.npz"
    found = recover()
    if not file.exists():
        work.mkdir(parents=True, exist_ok=True)
        texts = [one.text for one in graded(folder) if one.part != "test"]
        save_whole(file, {"ids": np.array(vocabulary.kept(found, texts))})
    pieces, words = vocabulary.pruned(found, np.load(file)["ids"].tolist())
    return loaded(found.sizes, found.tensors, words), vocabulary.tokenizer(pieces)


class Kept:
    """The states below the learning layers of each text, kept in half precision."""

    def __init__(self, encoder: Encoder, tokenizer: Tokenizer) -> None:
        self.encoder, self.tokenizer, self.longest = encoder, tokenizer, LONGEST
        self.states: dict[str, Halves] = {}

    def add(self, texts: Sequence[str]) -> None:
        """Computes what is not there yet, in batches of like length."""
        new = sorted({one for one in texts if one not in self.states})
        ids = [
            cut(one.ids, self.longest)
            for one in self.tokenizer.encode_batch([PREFIX + one for one in new])
        ]
        order = sorted(range(len(new)), key=lambda i: len(ids[i]))
        with torch.inference_mode(), quickly(learning=True):
            for chosen in tqdm(_batches(order, ids), mininterval=20, desc="frozen layers"):
                given, mask = padded([ids[i] for i in chosen])
                states = self.encoder.through(self.encoder.embedded(given), mask, 0, FROZEN)
                for row, i in zip(states.float().numpy(), chosen, strict=True):
                    self.states[new[i]] = row[: len(ids[i])].astype(np.float16)

    def batch(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Padded states and their mask."""
        rows = [self.states[one] for one in texts]
        most = max(len(row) for row in rows)
        states = np.zeros((len(rows), most, rows[0].shape[1]), dtype=np.float32)
        mask = np.zeros((len(rows), most), dtype=np.float32)
        for number, row in enumerate(rows):
            states[number, : len(row)] = row
            mask[number, : len(row)] = 1.0
        return torch.from_numpy(states), torch.from_numpy(mask)

    def save(self, file: Path) -> None:
        """The names in `file`, all states in one beside it, written anew, since others read it."""
        names = list(self.states)
        lengths = np.array([len(self.states[one]) for one in names])
        rows = np.concatenate([self.states[one] for one in names])
        write_whole(file.with_suffix(".npy"), lambda fresh: np.save(fresh, rows))
        told = np.array(names, dtype=object)
        write_whole(file, lambda fresh: np.savez(fresh, names=told, lengths=lengths))

    def load(self, file: Path) -> None:
        """Leaves the states on the disk, where several processes can read them."""
        with np.load(file, allow_pickle=True) as stored:
            names, lengths = stored["names"], stored["lengths"]
        rows, ends = np.load(file.with_suffix(".npy"), mmap_mode="r"), np.cumsum(lengths)
        for name, length, end in zip(names, lengths, ends, strict=True):
            self.states[str(name)] = rows[end - length : end]


def _batches(order: Sequence[int], ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """Texts of like length, about 1,500 tokens at a time."""
    found: list[list[int]] = [[]]
    for one in order:
        if found[-1] and (len(found[-1]) + 1) * len(ids[one]) > 1500:
            found.append([])
        found[-1].append(one)
    return [one for one in found if one]


def cut(ids: list[int], longest: int) -> list[int]:
    """Head and tail of what is too long; a threat may stand in the last line."""
    if len(ids) <= longest:
        return ids
    tail = longest // 4
    return ids[: longest - tail] + ids[-tail:]


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    most = max(len(row) for row in rows)
    given = torch.full((len(rows), most), vocabulary.PAD)
    mask = torch.zeros((len(rows), most))
    for number, row in enumerate(rows):
        given[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1.0
    return given, mask
