"""What was promised to be kept is on the disk, not only on its way there."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection

from heard.journal import clock
from heard.mail.storage import DurableFiles


def keep_bytes(content: bytes, *, folder: str, digest: str = "") -> str:
    """Put the bytes into the storage under their SHA-256, synced; returns the name.

    `digest` is that hash where it is known. OSError (a full disk, for one) leaves nothing
    half-written behind.
    """
    name = digest or hashlib.sha256(content).hexdigest()
    return default_storage.save(f"{folder}/{name[:2]}/{name}", ContentFile(content))


def keep_file(file: File[bytes], *, folder: str) -> str:
    """Like `keep_bytes`, a piece at a time, for what need not fit into memory."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    name = digest.hexdigest()
    return default_storage.save(f"{folder}/{name[:2]}/{name}", file)


def forget_unfinished(*, days: int) -> int:
    """Files that a killed process left half-written, once they are so old; returns how many."""
    if not isinstance(default_storage, DurableFiles):
        return 0  # a store of its own, which keeps no halves
    return default_storage.forget_unfinished((clock.now() - timedelta(days=days)).timestamp())


@contextmanager
def synced() -> Iterator[None]:
    """Commits within the block survive a power cut, on SQLite too (elsewhere they always do).

    SQLite runs with synchronous=NORMAL, which in WAL mode may lose the last commits then.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
