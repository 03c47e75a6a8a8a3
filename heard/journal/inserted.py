"""New rows, and changed ones, by statements whose SQL is made once (see `prepared.py`)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from heard.journal.prepared import Statement, moment_for

M = TypeVar("M", bound=models.Model)
# Their values go to the database as they are
PLAIN = {
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.PositiveIntegerField,
    models.PositiveBigIntegerField,
    models.PositiveSmallIntegerField,
    models.ForeignKey,
    models.OneToOneField,
}
Quote = Callable[[str], str]
Say = Callable[[Any, BaseDatabaseWrapper], Any]


def insert(row: M) -> M:
    """Like `row.save(force_insert=True)` for a new row whose values are all plain."""
    database = connections[DEFAULT_DB_ALIAS]
    known = _insertion(type(row), database.vendor)
    [[key]] = known.giving_key.run(database, known.said(row, database))
    setattr(row, known.key, key)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def insert_together(rows: Sequence[M]) -> None:
    """Like `insert` for several in one statement, which is undone as a whole when one fails.

    Their keys come back in the order of the rows, as Django's `bulk_create` counts on too.
    """
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    known = _insertion(type(rows[0]), database.vendor)
    said = [value for row in rows for value in known.said(row, database)]
    for row, [key] in zip(rows, known.giving_keys(len(rows)).run(database, said), strict=True):
        setattr(row, known.key, key)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_all(rows: Iterable[models.Model]) -> None:
    """Each of these new rows of one model; their keys are not asked back."""
    database, known, said = connections[DEFAULT_DB_ALIAS], None, []
    for row in rows:
        known = known or _insertion(type(row), database.vendor)
        said.append(known.said(row, database))
    if known:
        known.statement.run_for_each(database, said)


def insert_variants(rows: Iterable[models.Model], name: str, values: Sequence[str]) -> None:
    """Each of these new rows of one model once for each value of the attribute `name`; a row may
    be the one before, changed."""
    database, known, said = connections[DEFAULT_DB_ALIAS], None, []
    for row in rows:
        known = known or _insertion(type(row), database.vendor)
        place = known.place_of(name)
        first = known.said(row, database)
        said += [[*first[:place], value, *first[place + 1 :]] for value in values]
    if known:
        known.statement.run_for_each(database, said)


def rewrite(row: models.Model, *names: str) -> None:
    """Like `row.save(update_fields=names)` for plain values."""
    database = connections[DEFAULT_DB_ALIAS]
    known = _rewriting(type(row), names, database.vendor)
    known.statement.run(database, [*known.said(row, database), row.pk])


@dataclass(frozen=True)
class Writing:
    """A statement that writes a row: which attributes it takes, and how each is said to it."""

    attributes: list[tuple[str, Say | None]]
    statement: Statement
    giving_key: Statement
    key: str

    def place_of(self, name: str) -> int:
        return next(place for place, (known, _say) in enumerate(self.attributes) if known == name)

    def giving_keys(self, count: int) -> Statement:
        """Of so many rows at once."""
        return _repeated(self.giving_key.sql, _values(len(self.attributes)), count)

    def said(self, row: models.Model, database: BaseDatabaseWrapper) -> list[Any]:
        return [
            getattr(row, name) if say is None else say(getattr(row, name), database)
            for name, say in self.attributes
        ]


def _say(field: Any) -> Say | None:
    """None where the value goes to the database as it is."""
    if type(field) in PLAIN:
        return None
    if type(field) is models.DateTimeField:
        return moment_for
    return lambda value, database: field.get_db_prep_save(value, database)


@cache
def _insertion(model: type[models.Model], _vendor: str) -> Writing:
    """Of all its fields but the key."""
    quote: Quote = connection.ops.quote_name
    key: Any = model._meta.pk
    fields: list[Any] = [field for field in model._meta.concrete_fields if field is not key]
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES {_values(len(fields))}"  # noqa: S608  # names of the house's own tables
    return Writing(
        [(field.attname, _say(field)) for field in fields],
        Statement(sql),
        Statement(f"{sql} RETURNING {quote(key.column)}"),
        key.attname,
    )


@cache
def _repeated(sql: str, row: str, count: int) -> Statement:
    return Statement(sql.replace(row, ", ".join([row] * count)))


def _values(count: int) -> str:
    return f"({', '.join(['%s'] * count)})"


@cache
def _rewriting(model: type[models.Model], names: tuple[str, ...], _vendor: str) -> Writing:
    quote: Quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    said = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, key = quote(model._meta.db_table), model._meta.pk.attname
    statement = Statement(f"UPDATE {table} SET {said} WHERE {quote(key)} = %s")  # noqa: S608  # likewise
    return Writing([(field.attname, _say(field)) for field in fields], statement, statement, key)
