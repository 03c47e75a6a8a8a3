"""Files that are on the disk before anyone hears that they are."""

import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from heard.journal.commit import gathered

UNFINISHED = ".new"  # the folder in which files lie until they are put in their places
AT_ONCE = 16  # the disk syncs many files beside each other in hardly more time than one


class Beside:
    """Files written beside their places: synced and put there together."""

    def __init__(self) -> None:
        self.files: dict[Path, Path] = {}  # where it belongs → where it lies

    def finish(self) -> None:
        files, folders = dict(self.files), {target.parent for target in self.files}
        _together(_sync, files.values())
        for target, beside in files.items():
            beside.replace(target)
            del self.files[target]
        _together(_sync, folders)

    def undo(self) -> None:
        for beside in self.files.values():
            beside.unlink(missing_ok=True)
        self.files.clear()


class DurableFiles(FileSystemStorage):
    """Writes beside, syncs file and folder, then renames; a name given again is the same bytes.

    Within a gathering the syncing is done for all files together, before the commit.
    """

    def _save(self, name: str, content: File[Any] | IO[Any]) -> str:
        target = Path(self.path(name))
        together = gathered(Beside)
        files = together or Beside()
        if target in files.files:
            return name
        if target.exists():  # another process may be between its rename and its sync
            _sync(target.parent)
            return name
        beside = Path(self.path(UNFINISHED))
        for folder in (beside, target.parent):
            _make_folder(folder)
        files.files[target] = _written(beside, content)
        if together is None:
            try:
                files.finish()
            finally:
                files.undo()
        return name

    def forget_unfinished(self, before: float) -> int:
        """Delete what was begun before this moment (seconds since 1970) and never finished, for
        its process died. Returns how many."""
        left = [one for one in Path(self.path(UNFINISHED)).glob("*") if _is_older(one, before)]
        for one in left:
            one.unlink(missing_ok=True)
        return len(left)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002  # Django's signature
        """Names are digests of the content: the same name is the same file."""
        return name


def _written(folder: Path, content: File[Any] | IO[Any]) -> Path:
    handle, name = tempfile.mkstemp(dir=folder)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            content.seek(0)
            while chunk := content.read(1 << 20):
                file.write(chunk)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:  # finished in this moment
        return False


def _make_folder(folder: Path) -> None:
    """With its parents, each entered in the folder above before anything is put into it."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        _sync(one.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _together(act: Callable[[Path], None], paths: Iterable[Path]) -> None:
    """Do it to all, beside each other where there are several; the first error is raised."""
    listed = list(paths)
    if len(listed) < 2:
        for path in listed:
            act(path)
        return
    with ThreadPoolExecutor(min(AT_ONCE, len(listed))) as threads:
        list(threads.map(act, listed))
