"""What a run has made so far: a file is there whole or not at all, and is made once."""

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]
FRESH = "fresh-"  # begins the name of what is still being written


def write_whole(file: Path, write: Callable[[Path], object]) -> None:
    """Writes beside it and renames, so that a run that is stopped leaves no half file."""
    fresh = file.with_name(f"{FRESH}{file.name}")
    write(fresh)
    fresh.replace(file)


def save_whole(file: Path, arrays: Arrays) -> None:
    """The arrays by name, in one file."""
    write_whole(file, lambda fresh: np.savez_compressed(fresh, allow_pickle=False, **arrays))


def made_once(file: Path, make: Callable[[], Arrays]) -> dict[str, NDArray[Any]]:
    """The arrays in `file`, made where they are not there yet."""
    if not file.exists():
        save_whole(file, make())
    with np.load(file, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def hand_over(made: Path, target: Path) -> None:
    """All files of one folder into another, each of them whole; none that was left half written."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(one for one in made.iterdir() if not one.name.startswith(FRESH)):
        write_whole(target / file.name, partial(shutil.copyfile, file))
