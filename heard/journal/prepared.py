"""Statements whose SQL is made once: what is asked in the same way for each of thousands of mails.

Django compiles a queryset anew each time it is asked, which takes several times as long as the
database takes to answer. A `Lookup` is compiled at its first use; `insert` keeps each INSERT.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models

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
Kind = type[int] | type[str] | type[datetime]


@dataclass(frozen=True)
class Compiled:
    """SQL; for each parameter the place of its value, or the value itself; columns of the rows."""

    sql: str
    places: list[tuple[int | None, Any]]
    names: list[str]
    converters: list[tuple[int, list[Any], Any]]


class Lookup(Generic[M]):
    """A queryset with places for values: `Lookup(lambda box: Raw.objects.filter(box=box), int)`.

    It is given one value per kind, each in its place; the queryset may order, slice and lock, but
    not join other models' rows in (`select_related`, `values`).
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], *kinds: Kind) -> None:
        self.build, self.kinds = build, kinds
        self.compiled: dict[str, Compiled] = {}
        self.model: type[M] | None = None

    def all(self, *values: int | str | datetime) -> list[M]:
        known = self.compiled.get(connection.vendor) or self._compile()
        given = [_adapted(value) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(
                known.sql, [own if at is None else given[at] for at, own in known.places]
            )
            rows = cursor.fetchall()
        return [self._row(known, row) for row in rows]

    def first(self, *values: int | str | datetime) -> M | None:
        return next(iter(self.all(*values)), None)

    def one(self, *values: int | str | datetime) -> M:
        """The first; ObjectDoesNotExist where there is none."""
        found = self.first(*values)
        if found is None:
            raise ObjectDoesNotExist
        return found

    def _row(self, known: Compiled, row: tuple[Any, ...]) -> M:
        values = list(row)
        for place, converters, expression in known.converters:
            for converter in converters:
                values[place] = converter(values[place], expression, connection)
        assert self.model is not None
        return self.model.from_db(connection.alias, known.names, values)

    def _compile(self) -> Compiled:
        marks = [_mark(kind, place) for place, kind in enumerate(self.kinds)]
        compiler = self.build(*marks).query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        where = {_adapted(mark): place for place, mark in enumerate(marks)}
        columns = [column[0] for column in compiler.select]
        self.model = compiler.query.model
        self.compiled[connection.vendor] = compiled = Compiled(
            sql,
            [(where.get(param), param) for param in params],
            [column.target.attname for column in columns],
            [
                (place, converters, expression)
                for place, (converters, expression) in compiler.get_converters(columns).items()
            ],
        )
        return compiled


def _mark(kind: Kind, place: int) -> Any:
    """A value that no query holds by itself, so that its place among the parameters is found."""
    if kind is int:
        return 7_000_000_000_000_000_000 + place
    if kind is str:
        return f"\x02{place}\x02"
    return datetime(1901, 1, 1, microsecond=place + 1, tzinfo=UTC)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def insert(row: M) -> M:
    """Like `row.save(force_insert=True)` for a new row whose values are all plain."""
    fields, sql, key = _insertion(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} RETURNING {connection.ops.quote_name(key.column)}", _said(row, fields)
        )
        setattr(row, key.attname, cursor.fetchone()[0])
    row._state.adding, row._state.db = False, connection.alias
    return row


def insert_all(rows: Iterable[models.Model]) -> None:
    """Each of these new rows of one model; their keys are not asked back."""
    listed = list(rows)
    if listed:
        fields, sql, _key = _insertion(type(listed[0]), connection.vendor)
        with connection.cursor() as cursor:
            cursor.executemany(sql, [_said(row, fields) for row in listed])


def _said(row: models.Model, fields: list[Any]) -> list[Any]:
    return [
        getattr(row, field.attname)
        if type(field) in PLAIN
        else field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in fields
    ]


@cache
def _insertion(model: type[models.Model], _vendor: str) -> tuple[list[Any], str, Any]:
    """Its fields but the key, the statement, and the key."""
    quote: Quote = connection.ops.quote_name
    key = model._meta.pk
    fields: list[Any] = [field for field in model._meta.concrete_fields if field is not key]
    columns = ", ".join(quote(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({values})", key  # noqa: S608  # names of the house's own tables


def rewrite(row: models.Model, *names: str) -> None:
    """Like `row.save(update_fields=names)` for plain values."""
    fields, sql = _rewriting(type(row), names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_said(row, fields), row.pk])


@cache
def _rewriting(
    model: type[models.Model], names: tuple[str, ...], _vendor: str
) -> tuple[list[Any], str]:
    quote: Quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    said = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.attname)
    return fields, f"UPDATE {table} SET {said} WHERE {key} = %s"  # noqa: S608  # likewise
