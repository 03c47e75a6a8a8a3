"""The database is brought up to date by whoever comes first, once, under a lock."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

import heard

ONE_AT_A_TIME = 4_328_373  # any number, the same for all: PostgreSQL's lock between machines


def bring_up_to_date() -> None:
    """Build the tables of a new house, or apply the migrations that an older one lacks.

    A stamp beside the data makes the usual start cost one question. Afterwards no connection is
    open: who starts others by a fork has none to share with them.
    """
    stamp = settings.DATA / "schema-stamp"
    try:
        if stamp.exists() and stamp.read_text(encoding="utf-8") == _fingerprint():
            return
        with _alone():
            if not connection.introspection.table_names():
                _build()
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", interactive=False, verbosity=0)
            stamp.write_text(_fingerprint(), encoding="utf-8")
    finally:
        connection.close()


def _fingerprint() -> str:
    """Changes when a migration file comes along, and when another database takes the place of the
    one we knew: an older backup, or an empty one of the same name."""
    root = Path(heard.__file__).parent
    names = sorted(str(p.relative_to(root)) for p in root.glob("*/migrations/0*.py"))
    newest = max(int(p.stat().st_mtime) for p in root.glob("*/migrations/0*.py"))
    known = settings.DATABASES["default"]
    where = " ".join(str(known.get(name, "")) for name in ("HOST", "PORT", "NAME"))
    return f"{len(names)} {newest} {where} {_applied()}"


def _applied() -> str:
    """How many migrations the database says were applied to it, and which came last."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*), MAX(id) FROM django_migrations")
            return "{} {}".format(*cursor.fetchone())
    except DatabaseError:  # an empty one; if it does not answer at all, that is said soon
        return ""


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
