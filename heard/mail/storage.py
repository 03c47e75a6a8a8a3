"""Files that are on the disk before anyone hears that they are."""

import os
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage

from heard.journal.commit import gathered

UNFINISHED = ".new"  # the folder in which files lie until they are put in their places
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
AT_ONCE = 16  # the disk syncs many files beside each other in hardly more time than one


class Beside:
    """Files written beside their places: synced and put there together."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}  # where it belongs → where it lies
        self.there = set[str]()  # found in their places; another process may not have synced them
        self.done = set[str]()

    def finish(self) -> None:
        files = dict(self.files)
        _together(_sync, files.values())
        for target, beside in files.items():
            _put(beside, target)
            self.there.add(target)
            del self.files[target]
        _together(_sync, {os.path.dirname(target) for target in self.there})
        self.done |= self.there
        self.there.clear()

    def undo(self) -> None:
        for beside in self.files.values():
            Path(beside).unlink(missing_ok=True)
        self.files.clear()


class DurableFiles(FileSystemStorage):
    """Writes beside, syncs file and folder, then renames; a name given again is the same bytes.

    Within a gathering the syncing is done for all files together, before the commit.
    """

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:  # noqa: ARG002  # Django's signature
        """Names are digests of the content: the same name is the same file, and none is made up
        by anybody else."""
        assert name is not None
        target, together = self.path(name), gathered(Beside)
        files = together or Beside()
        if target in files.files or target in files.done:
            return name
        if os.path.exists(target):
            files.there.add(target)
        else:
            files.files[target] = _written(self.path(UNFINISHED), content)
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


def _written(folder: str, content: IO[Any]) -> str:
    beside = os.path.join(folder, secrets.token_hex(16))
    try:
        handle = os.open(beside, NEW, 0o600)
    except FileNotFoundError:
        _make_folder(Path(folder))
        handle = os.open(beside, NEW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            content.seek(0)
            while chunk := content.read(1 << 20):
                file.write(chunk)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return beside


def _put(beside: str, target: str) -> None:
    try:
        os.replace(beside, target)
    except FileNotFoundError:
        _make_folder(Path(target).parent)
        os.replace(beside, target)


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
        _sync(str(one.parent))


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _together(act: Callable[[str], None], paths: Iterable[str]) -> None:
    """Do it to all, beside each other where there are several; the first error is raised."""
    listed = list(paths)
    if len(listed) < 2:
        for path in listed:
            act(path)
        return
    list(_hands(os.getpid()).map(act, listed))


@cache
def _hands(_pid: int) -> ThreadPoolExecutor:
    """The threads of this process, and of none that was forked from it."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sync")
