"""Insert or update, as both databases spell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    changes: Mapping[str, ColumnElement[Any]] | None = None,
) -> None:
    """Insert rows; where a row's key is there already, update it: see ``upserting``."""
    if rows:
        connection.execute(upserting(connection.dialect, table, changes), list(rows))


def upserting(dialect: Dialect, table: Table, changes: Mapping[str, ColumnElement[Any]] | None = None) -> Insert:
    """Make the statement that inserts a row and, where its key is there already, updates it.

    ``changes`` says which columns change and to what; without it, every column takes the new row's value. An empty
    mapping leaves the old row as it is.
    """
    if not changes:
        return _upserting_whole_rows(dialect.name, table, keeps_old=changes is not None)
    return _insert(dialect.name, table).on_conflict_do_update(index_elements=_keys(table), set_=dict(changes))


@cache
def _upserting_whole_rows(dialect_name: str, table: Table, *, keeps_old: bool) -> Insert:
    """Make a statement that does not hang on its rows, once: making it takes longer than the database does."""
    statement, keys = _insert(dialect_name, table), _keys(table)
    if keeps_old:
        return statement.on_conflict_do_nothing(index_elements=keys)
    new = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


def _insert(dialect_name: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect_name == "postgresql" else sqlite.insert(table)


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]
