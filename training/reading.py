"""What the encoder makes of all texts that the heads are fitted on, read beforehand on two cores.

Most of them are asked for more than once, by one head after another.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from heard.judgement.encoder import Encoder
from heard.judgement.features import Floats
from heard.judgement.tone import parts_of
from heard.judgement.weights import HEADS, SPOTTED

from .asked import asked_items
from .directions import known_texts
from .setting import setting_heat, setting_labels
from .tasks import own_items
from .written import written_items

Given = TypeVar("Given")
Made = TypeVar("Made")

REMEMBERED = 330_000
AT_ONCE, CORES = 512, 2


def read_ahead(folder: Path, reader: Encoder) -> None:
    """Fills the encoder's memory, which must have room for REMEMBERED texts."""
    texts = set(_texts(folder))
    if len(texts) > REMEMBERED:
        raise ValueError("There are more texts than the encoder is to remember.")
    print(f"reading {len(texts)} texts and sentences", flush=True)
    remember(texts, reader)


def remember(texts: Iterable[str], reader: Encoder) -> None:
    """Has the encoder read each of them once, those of like length together."""
    order = sorted(set(texts), key=len)
    parts = [order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE)]
    side_by_side(reader.layers, parts)


def side_by_side(work: Callable[[Given], Made], parts: Sequence[Given]) -> list[Made]:
    """What `work` makes of each part; the encoder lets two threads run at once."""
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(work, parts))


def sentences_of(text: str) -> list[str]:
    """The sentences, as the running program parts a draft; the text itself where it has none."""
    return [text[start:end] for start, end in parts_of(text)] or [text]


def sentences_in_place(texts: Sequence[str], reader: Encoder) -> list[Floats]:
    """What the encoder makes of the sentences of each text where they stand, read on two cores."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    chosen = [order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE)]
    made = side_by_side(lambda some: reader.parts([texts[i] for i in some]), chosen)
    found = dict(zip(itertools.chain(*chosen), itertools.chain(*made), strict=True))
    return [found[i] for i in range(len(texts))]


def _texts(folder: Path) -> Iterator[str]:
    yield from known_texts(folder)
    yield from (one.text for one in asked_items("train", "setting"))
    yield from (one.text for one in setting_heat(folder))
    said = own_items(("train",)) + written_items(("train",))
    for name in HEADS:
        those = setting_labels(folder, name)
        yield from (one.text for one in those)
        if name in SPOTTED:
            spotted = [*those, *(one for one in said if name in one.labels)]
            yield from (part for one in spotted for part in sentences_of(one.text))
