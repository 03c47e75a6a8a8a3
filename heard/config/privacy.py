"""What the house keeps on the disk is read by the account it runs under and by nobody else."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private() -> None:
    """Take away what others may do with it; an older house lay open.

    The data folder itself stays as it is, for it may hold more than the house; a folder that Heard
    makes is private.
    """
    for path in _kept():
        with suppress(OSError):  # another account's, or gone in this moment
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & OTHERS:
                path.chmod(mode & ~OTHERS)


def open_to_others() -> list[str]:
    """Names of what another account on this machine can read."""
    if not _mode(settings.DATA) & OTHERS:
        return []
    return [path.name for path in _kept() if _mode(path) & OTHERS]


def _kept() -> Iterator[Path]:
    yield settings.DATA / "files"
    yield settings.DATA / "secret-key"
    yield from settings.DATA.glob("heard.sqlite3*")


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return 0
