"""What was promised to be kept is on the disk, not only on its way there."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection

from heard.journal import clock
from heard.mail.storage import DurableFiles, sync_file


def keep_bytes(content: bytes, *, folder: str, digest: str = "") -> str:
    """Put the bytes into the storage under their SHA-256, synced; returns the name.

    `digest` is that hash where it is known. OSError (a full disk, for one) leaves nothing
    half-written behind.
    """
    digest = digest or hashlib.sha256(content).hexdigest()
    return default_storage.save(named(digest, folder=folder), ContentFile(content))


def named(digest: str, *, folder: str) -> str:
    """What bytes with this SHA-256 are called in the storage."""
    return f"{folder}/{digest[:2]}/{digest}"


def keep_file(file: File[bytes], *, folder: str) -> str:
    """Like `keep_bytes`, a piece at a time, for what need not fit into memory."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return default_storage.save(named(digest.hexdigest(), folder=folder), file)


def forget_unfinished(*, days: int) -> int:
    """Files that a killed process left half-written, once they are so old; returns how many."""
    if not isinstance(default_storage, DurableFiles):
        return 0  # a store of its own, which keeps no halves
    return default_storage.forget_unfinished((clock.now() - timedelta(days=days)).timestamp())


@contextmanager
def synced() -> Iterator[None]:
    """What was committed when the block ends survives a power cut, on SQLite too (elsewhere it
    always does), what others committed and is read here included.

    SQLite runs with synchronous=NORMAL: in WAL mode a commit is whole, but its end of the log may
    not be on the disk yet. It is synced here, as FULL does it, but after the commit: meanwhile
    others can write, and all that they have committed by then is synced with it.
    """
    yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with suppress(FileNotFoundError):  # no log: all of it is in the database, and synced
            sync_file(f"{connection.settings_dict['NAME']}-wal")
