"""Insert or update, as both databases spell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    statement = (postgresql.insert if dialect.name == "postgresql" else sqlite.insert)(table)
    keys = [column.name for column in table.primary_key]
    if changes is None:
        changes = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    if changes:
        return statement.on_conflict_do_update(index_elements=keys, set_=dict(changes))
    return statement.on_conflict_do_nothing(index_elements=keys)
