"""Statements whose SQL is made once: what is asked in the same way for each of thousands of mails.

Django compiles a queryset anew each time it is asked, which takes several times as long as the
database takes to answer. A `Lookup` is compiled at its first use; see `inserted.py` for writing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=models.Model)
Kind = type[int] | type[str] | type[datetime]


@dataclass(frozen=True)
class Statement:
    """The same SQL with the marks of Django and, for SQLite, with its own."""

    sql: str

    @cached_property
    def marked(self) -> str:
        return self.sql.replace("%s", "?").replace("%%", "%")

    def run(self, database: BaseDatabaseWrapper, values: Sequence[Any]) -> list[Any]:
        """All rows that it gives. On SQLite without the layers around each cursor, unless
        somebody listens to them."""
        if _is_listened_to(database):
            with database.cursor() as cursor:
                cursor.execute(self.sql, values)
                return cursor.fetchall() if cursor.description else []
        database.validate_no_broken_transaction()
        database.ensure_connection()
        with database.wrap_database_errors:
            return database.connection.execute(self.marked, values).fetchall()  # type: ignore[no-any-return]  # sqlite3's

    def run_for_each(self, database: BaseDatabaseWrapper, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            self.run(database, rows[0])
        elif rows and _is_listened_to(database):
            with database.cursor() as cursor:
                cursor.executemany(self.sql, rows)
        elif rows:
            database.validate_no_broken_transaction()
            database.ensure_connection()
            with database.wrap_database_errors:
                database.connection.executemany(self.marked, rows)


def _is_listened_to(database: BaseDatabaseWrapper) -> bool:
    return bool(database.vendor != "sqlite" or database.queries_logged or database.execute_wrappers)


@dataclass(frozen=True)
class Place:
    """One parameter: a value of the statement's own, or which of the given ones, with "%" around
    it where only a part of the text is asked for."""

    own: Any
    given: int | None = None
    before: str = ""
    behind: str = ""

    def value(self, given: Sequence[Any], database: BaseDatabaseWrapper) -> Any:
        if self.given is None:
            return self.own
        found = given[self.given]
        if self.before or self.behind:
            return self.before + database.ops.prep_for_like_query(found) + self.behind
        return found


def _place(param: Any, marks: Sequence[Any]) -> Place:
    for number, mark in enumerate(marks):
        if type(param) is type(mark) and param == mark:
            return Place(param, number)
        if isinstance(param, str) and isinstance(mark, str) and mark in param:
            before, behind = param.split(mark)
            return Place(param, number, before, behind)
    return Place(param)


@dataclass(frozen=True)
class Compiled:
    """SQL; for each parameter the place of its value, or the value itself; columns of the rows."""

    statement: Statement
    places: list[Place]
    names: list[str]
    converters: list[tuple[int, list[Any], Any]]


class Lookup(Generic[M]):
    """A queryset with places for values: `Lookup(lambda box: Raw.objects.filter(box=box), int)`.

    It is given one value per kind, each in its place; the queryset may order, slice and lock, but
    not join other models' rows in (`select_related`, `values`). Text that is looked for at the
    beginning or end of another is escaped here as Django does it.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], *kinds: Kind) -> None:
        self.build, self.kinds = build, kinds
        self.compiled: dict[str, Compiled] = {}
        self.model: type[M] | None = None

    def all(self, *values: int | str | datetime) -> list[M]:
        database = connections[DEFAULT_DB_ALIAS]
        known = self.compiled.get(database.vendor) or self._compile()
        return [self._row(known, row, database) for row in _asked(known, values, database)]

    def rows(self, *values: int | str | datetime) -> list[Sequence[Any]]:
        """Like `all`, as the database gives them: the columns in their order, without a model."""
        database = connections[DEFAULT_DB_ALIAS]
        return _asked(self.compiled.get(database.vendor) or self._compile(), values, database)

    def first(self, *values: int | str | datetime) -> M | None:
        return next(iter(self.all(*values)), None)

    def one(self, *values: int | str | datetime) -> M:
        """The first; ObjectDoesNotExist where there is none."""
        found = self.first(*values)
        if found is None:
            raise ObjectDoesNotExist
        return found

    def _row(self, known: Compiled, row: Sequence[Any], database: BaseDatabaseWrapper) -> M:
        values = list(row)
        for place, converters, expression in known.converters:
            if values[place] is not None:
                for converter in converters:
                    values[place] = converter(values[place], expression, database)
        assert self.model is not None
        return self.model.from_db(DEFAULT_DB_ALIAS, known.names, values)

    def _compile(self) -> Compiled:
        marks = [_mark(kind, place) for place, kind in enumerate(self.kinds)]
        compiler = self.build(*marks).query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        said = [_adapted(mark, connections[DEFAULT_DB_ALIAS]) for mark in marks]
        columns = [column[0] for column in compiler.select]
        self.model = compiler.query.model
        self.compiled[connection.vendor] = compiled = Compiled(
            Statement(sql),
            [_place(param, said) for param in params],
            [column.target.attname for column in columns],
            [
                (place, converters, expression)
                for place, (converters, expression) in compiler.get_converters(columns).items()
            ],
        )
        return compiled


def _asked(
    known: Compiled, values: Sequence[int | str | datetime], database: BaseDatabaseWrapper
) -> list[Sequence[Any]]:
    given = [_adapted(value, database) for value in values]
    asked = [place.value(given, database) for place in known.places]
    return known.statement.run(database, asked)


def _mark(kind: Kind, place: int) -> Any:
    """A value that no query holds by itself, so that its place among the parameters is found."""
    if kind is int:
        return 7_000_000_000_000_000_000 + place
    if kind is str:
        return f"\x02{place}\x02"
    return datetime(1901, 1, 1, microsecond=place + 1, tzinfo=UTC)


def moment_for(value: Any, database: BaseDatabaseWrapper) -> Any:
    """As Django says it; in UTC, as nearly all moments are, without asking what they would be."""
    if value is None:
        return None
    if database.vendor == "sqlite" and value.tzinfo is UTC:
        return value.replace(tzinfo=None).isoformat(" ")
    return database.ops.adapt_datetimefield_value(value)


def _adapted(value: Any, database: BaseDatabaseWrapper) -> Any:
    return moment_for(value, database) if isinstance(value, datetime) else value
