"""The database is brought up to date by whoever comes first, once, under a lock."""

import fcntl
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import heard


def _fingerprint() -> str:
    """Changes whenever a migration file comes along."""
    root = Path(heard.__file__).parent
    names = sorted(str(p.relative_to(root)) for p in root.glob("*/migrations/0*.py"))
    newest = max(int(p.stat().st_mtime) for p in root.glob("*/migrations/0*.py"))
    return f"{len(names)} {newest} {settings.DATABASES['default']['NAME']}"


def bring_up_to_date() -> None:
    """Apply missing migrations. A stamp beside the data makes the usual start cost nothing."""
    stamp = settings.DATA / "schema-stamp"
    name = settings.DATABASES["default"]["NAME"]
    embedded = connection.vendor == "sqlite"
    fresh = _fingerprint()
    there = not embedded or Path(str(name)).exists()
    if there and stamp.exists() and stamp.read_text(encoding="utf-8") == fresh:
        return
    with (settings.DATA / "schema-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        stamp.write_text(fresh, encoding="utf-8")
