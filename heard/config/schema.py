"""The database is brought up to date by whoever comes first, once, under a lock."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

import heard

ONE_AT_A_TIME = 4_328_373  # any number, the same for all: PostgreSQL's lock between machines


def _fingerprint() -> str:
    """Changes whenever a migration file comes along."""
    root = Path(heard.__file__).parent
    names = sorted(str(p.relative_to(root)) for p in root.glob("*/migrations/0*.py"))
    newest = max(int(p.stat().st_mtime) for p in root.glob("*/migrations/0*.py"))
    return f"{len(names)} {newest} {settings.DATABASES['default']['NAME']}"


def bring_up_to_date() -> None:
    """Build the tables of a new house, or apply the migrations that an older one lacks.

    A stamp beside the data makes the usual start cost nothing.
    """
    stamp = settings.DATA / "schema-stamp"
    name = settings.DATABASES["default"]["NAME"]
    embedded = connection.vendor == "sqlite"
    fresh = _fingerprint()
    there = not embedded or Path(str(name)).exists()
    if there and stamp.exists() and stamp.read_text(encoding="utf-8") == fresh:
        return
    with _alone():
        if not connection.introspection.table_names():
            _build()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        stamp.write_text(fresh, encoding="utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else changes the tables meanwhile, here or on another machine."""
    with (settings.DATA / "schema-lock").open("w") as lock, connection.cursor() as cursor:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _build() -> None:
    """All tables of an empty database as the models say, in one transaction.

    Walking through every migration comes to the same (a test compares them) and takes ten times
    as long: each would have to imagine all models anew.
    """
    recorder = MigrationRecorder(connection)
    with _constraints_off(), transaction.atomic():
        with connection.schema_editor() as editor:
            for model in apps.get_models(include_auto_created=True):
                if model._meta.can_migrate(connection) and not model._meta.auto_created:
                    editor.create_model(model)
        recorder.ensure_schema()
        for room, migration in MigrationExecutor(connection).loader.disk_migrations:
            recorder.record_applied(room, migration)
    emit_post_migrate_signal(0, False, connection.alias)


@contextmanager
def _constraints_off() -> Iterator[None]:
    """SQLite builds tables only while it does not check references; it is told so beforehand."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()
