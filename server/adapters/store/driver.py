"""Hot statements handed to the driver: what every record writes does not pass through SQLAlchemy's rows of names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, cast

from sqlalchemy import JSON, ColumnElement, Connection, Dialect, Insert, LargeBinary, Table, insert
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import TypeEngine

from server.adapters.store.upsert import upserting

_REMEMBERED: Final = 4_096
"""Instants of a batch repeat: one ``received_at`` for all, and a live ``measured_at`` in three columns."""

Convert = Callable[[Any], Any]


class DriverInsert:
    """An INSERT of whole rows, compiled once; a row is a tuple in the order of the table's columns.

    Its numbers stand in docs/performance.md: a row costs less than half of what it costs by ``connection.execute``,
    and a statement for one row, where all is fixed cost, a fifth.
    """

    def __init__(self, statement: Insert, dialect: Dialect) -> None:
        """Compile for a database; raises ValueError unless the statement's values are those of a whole row."""
        kind = cast("type[DefaultDialect]", type(dialect))
        compiled = statement.compile(dialect=kind(paramstyle="qmark" if dialect.name == "sqlite" else "format"))
        columns = statement.table.columns
        if compiled.positiontup != columns.keys():
            raise ValueError(f"the statement for {statement.table} takes {compiled.positiontup}, not a whole row")
        converts: dict[str, Convert | None] = {}
        self._converts: list[tuple[int, Convert]] = []
        for place, column in enumerate(columns):
            convert = converts.setdefault(repr(column.type), _conversion(column.type, dialect))
            if convert is not None:
                self._converts.append((place, convert))
        self._in_order = itemgetter(*columns.keys())
        self._sql = str(compiled)

    def __call__(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, all in one call of the driver."""
        if not rows:
            return
        columns: list[Any] = list(zip(*rows, strict=True))
        for place, convert in self._converts:
            columns[place] = map(convert, columns[place])
        cursor = connection.connection.cursor()  # within the connection's own transaction
        cursor.executemany(self._sql, list(zip(*columns, strict=True)))
        cursor.close()

    def named(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows that are given by the names of their columns."""
        self(connection, [self._in_order(row) for row in rows])


class Again(Enum):
    """What becomes of a row whose key is there already."""

    REFUSED = "refused"
    UPDATED = "updated"
    LEFT = "left"


_MADE: Final[dict[tuple[str, str, Again], DriverInsert]] = {}


def inserting(table: Table, dialect: Dialect, *, again: Again = Again.REFUSED) -> DriverInsert:
    """Give the INSERT of whole rows of a table, made once for a kind of database: compiling it takes milliseconds.

    ``again`` says whether a row whose key is there already is an error, takes the new row's values, or stays as it is.
    """
    made = _MADE.get((dialect.name, table.name, again))
    if made is None:
        changes: dict[str, ColumnElement[Any]] | None = None if again is Again.UPDATED else {}
        statement = insert(table) if again is Again.REFUSED else upserting(dialect, table, changes)
        made = _MADE[dialect.name, table.name, again] = DriverInsert(statement, dialect)
    return made


def _conversion(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """Find how a column's values are written for the driver; bytes go as they are to both of ours."""
    convert = None if isinstance(kind, LargeBinary) else kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return None
    if isinstance(kind, JSON):
        nothing = convert(())
        return lambda value: nothing if value == () else convert(value)
    return lru_cache(_REMEMBERED)(convert)
