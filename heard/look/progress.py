"""How far long work is, as a line on a terminal; nothing where nobody looks."""

import shutil
import sys
from collections.abc import Iterable
from typing import Any

from tqdm import tqdm


def progress(
    work: Iterable[Any] | None = None, *, what: str = "", total: int | None = None, unit: str
) -> Any:
    """A bar around `work`, or one to be updated by hand, as tqdm makes them.

    A terminal that does not say how large it is gets a bar all the same.
    """
    size = shutil.get_terminal_size()
    return tqdm(
        work, desc=what or None, total=total, unit=unit, ncols=size.columns, nrows=size.lines,
        disable=not sys.stderr.isatty(),
    )  # fmt: skip
