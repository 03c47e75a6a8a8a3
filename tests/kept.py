"""What many tests begin with is made once in a process and laid down again for each of them.

The rows are those that the acts wrote the first time, with the same numbers; only the acts are
spared. It takes an empty database, as each test finds it.
"""

import pickle
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.apps import apps
from django.db import connection, transaction

T = TypeVar("T")
_made: dict[str, tuple[list[str], bytes]] = {}


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, and its rows: made the first time, laid down later."""
    if name not in _made:
        before = _counts()
        given = make()
        grown = [table for table, count in _counts().items() if count > before[table]]
        _made[name] = [_laying(table) for table in grown], pickle.dumps(given)
        return given
    statements, pickled = _made[name]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return pickle.loads(pickled)  # type: ignore[no-any-return]  # its own, of this process


@cache
def _tables() -> list[str]:
    return [one._meta.db_table for one in apps.get_models(include_auto_created=True)]


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT count(*) FROM {one}" for one in _tables()))
        return dict(zip(_tables(), (count for (count,) in cursor.fetchall()), strict=True))


def _laying(table: str) -> str:
    """One INSERT with all rows of `table`, written out."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            columns = [
                one.name for one in connection.introspection.get_table_description(cursor, table)
            ]
            row = " || ',' || ".join(f'quote("{one}")' for one in columns)
            cursor.execute(f"SELECT group_concat('(' || {row} || ')') FROM {table}")
            return f"INSERT INTO {table} VALUES {cursor.fetchone()[0]}"
        cursor.execute(
            f"SELECT 'INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM"
            f" json_populate_recordset(NULL::{table}, '"
            f" || quote_literal(json_agg(one)::text) || ')' FROM {table} one"
        )
        return str(cursor.fetchone()[0])
