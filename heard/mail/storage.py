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
REMEMBERED = 4096  # files in their places known to be safe there: the same picture comes again
Mark = tuple[int, int]  # a file's inode and when it was last changed: another one has another


class Beside:
    """Files written beside their places: synced and put there together."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}  # where it belongs → where it lies
        self.there = set[str]()  # found in their places; another process may not have synced them
        self.done = set[str]()

    def finish(self) -> None:
        files = dict(self.files)
        _together(sync_file, files.values())
        for target, beside in files.items():
            _put(beside, target)
            self.there.add(target)
            del self.files[target]
        marks = {target: _mark(target) for target in self.there}
        _together(sync_file, {os.path.dirname(target) for target in self.there})
        _safe.remember(marks)
        self.done |= self.there
        self.there.clear()

    def undo(self) -> None:
        for beside in self.files.values():
            Path(beside).unlink(missing_ok=True)
        self.files.clear()


class Safe:
    """Files that this process has seen safely in their places, the latest of them."""

    def __init__(self) -> None:
        self.marks: dict[str, Mark | None] = {}

    def knows(self, target: str, mark: Mark) -> bool:
        return self.marks.get(target) == mark

    def remember(self, marks: dict[str, Mark | None]) -> None:
        if len(self.marks) + len(marks) > REMEMBERED:
            self.marks.clear()
        self.marks.update(marks)


_safe = Safe()


class DurableFiles(FileSystemStorage):
    """Writes beside, syncs file and folder, then renames; a name given again is the same bytes.

    Within a gathering the syncing is done for all files together, before the commit.
    """

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:  # noqa: ARG002  # Django's signature
        """Names are digests of the content: the same name is the same file, and none is made up
        by anybody else."""
        assert name is not None
        target, together = os.path.join(self.location, name), gathered(Beside)
        files = together or Beside()
        if target in files.files or target in files.done:
            return name
        mark = _mark(target)
        if mark is None:
            files.files[target] = _written(os.path.join(self.location, UNFINISHED), content)
        elif not _safe.knows(target, mark):
            files.there.add(target)
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
        content.seek(0)
        while chunk := content.read(1 << 20):
            while chunk:  # a disk may take less than it is given
                chunk = chunk[os.write(handle, chunk) :]
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    return beside


def _put(beside: str, target: str) -> None:
    try:
        os.replace(beside, target)
    except FileNotFoundError:
        _make_folder(Path(target).parent)
        os.replace(beside, target)


def _mark(target: str) -> Mark | None:
    """None where there is no file."""
    try:
        found = os.stat(target)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_ino, found.st_ctime_ns


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
        sync_file(str(one.parent))


def sync_file(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _together(act: Callable[[str], None], paths: Iterable[str]) -> None:
    """Do it to all, beside each other where there are several; the first error is raised."""
    listed = list(paths)

    def take(share: list[str]) -> None:
        for path in share:
            act(path)

    if len(listed) < 2:
        take(listed)
    else:
        hands = min(AT_ONCE, 1 + len(listed) // 2)  # each of them has to be woken
        shares = (listed[place::hands] for place in range(hands))
        list(_hands(os.getpid()).map(take, shares))


@cache
def _hands(_pid: int) -> ThreadPoolExecutor:
    """The threads of this process, and of none that was forked from it."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sync")
