"""Where the pieces of a text stand that the encoder reads, so that a part is read in its place."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Piece = TypeVar("Piece")

LONGEST = 240  # pieces: a letter of 150 words is read whole
TAIL = LONGEST // 4


class Places(NamedTuple):
    """Where the middle of each piece stands that is read, and from where to where nothing is."""

    middles: NDArray[np.float64]
    unread: tuple[int, int]

    def between(self, start: int, end: int) -> NDArray[np.bool_]:
        """Which of the pieces stand there."""
        chosen: NDArray[np.bool_] = (self.middles >= start) & (self.middles <= end)
        return chosen

    def within(self, start: int, end: int) -> NDArray[np.bool_]:
        """The same; none where some that stand there are not read."""
        is_read = end <= self.unread[0] or start >= self.unread[1]
        return self.between(start, end) & is_read


def cut(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Head and tail of what is too long: a threat may stand in the last line."""
    if len(pieces) <= LONGEST:
        return pieces
    return [*pieces[: LONGEST - TAIL], *pieces[-TAIL:]]


def places(offsets: Sequence[tuple[int, int]], begin: int, prefix: int) -> Places:
    """Of a text behind a prefix of so many characters, whose own pieces are those from `begin` to
    the last but one; `offsets` are start and end of every piece."""
    behind = np.array(offsets, dtype=np.float64) - prefix
    middles = behind.mean(axis=1)[np.array(cut(range(len(offsets))))[begin:-1]]
    if len(offsets) <= LONGEST:
        return Places(middles, (0, 0))
    return Places(middles, (int(behind[LONGEST - TAIL, 0]), int(behind[-TAIL - 1, 1])))


def spans(text: str, parts: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of each part, looked for behind the one before first; (-1, -1) where it does
    not stand in the text."""
    found = []
    last = 0
    for part in parts:
        start = text.find(part, last)
        start = text.find(part) if start < 0 else start
        if start < 0 or not part:
            found.append((-1, -1))
            continue
        last = start + len(part)
        found.append((start, last))
    return found
