"""Whole copies of the embedded database: made while it is in use, put back while it is not."""

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from heard.mail.storage import sync_file

BESIDE = ("-wal", "-shm")  # files of SQLite that belong to the one they are named after
SHARED = 510, 0x4000_0002  # the bytes of its file that everyone locks who has a database open


def make_copy(source: Path, target: Path, *, at_rest: bool = False) -> None:
    """One moment of `source`, also while others write; on the disk, or not there at all.

    `.backup` of the sqlite3 shell would begin again whenever somebody writes. `at_rest`: nobody
    does. sqlite3.Error where it cannot be read, or not written.
    """
    target.unlink(missing_ok=True)
    try:
        with closing(_reading(source, at_rest=at_rest)) as database:
            database.execute("VACUUM INTO ?", [str(target)])
        sync_file(str(target))
        sync_file(str(target.parent))
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def is_a_house(path: Path) -> bool:
    """Whether this database is whole, and one of ours."""
    try:
        with closing(_reading(path, at_rest=True)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            checked = database.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error:
        return False
    return checked == ("ok",) and {"django_migrations", "journal_entry"} <= tables


def is_in_use(path: Path) -> bool:
    """Whether another process has it open; this one must not, for it would lose its own locks."""
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, *SHARED)
        except OSError:
            return True
    return False


def put_in_place(fresh: Path, target: Path, aside: Path) -> None:
    """What is there goes aside with its log, which SQLite would write into the fresh one."""
    for end in ("", *BESIDE):
        if os.path.exists(f"{target}{end}"):
            os.replace(f"{target}{end}", f"{aside}{end}")
    os.replace(fresh, target)
    sync_file(str(target.parent))


def _reading(path: Path, *, at_rest: bool) -> sqlite3.Connection:
    """At rest and without a log, nothing needs to be written beside it to read it."""
    more = "&immutable=1" if at_rest and not os.path.exists(f"{path}-wal") else ""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{more}", uri=True, timeout=20)
