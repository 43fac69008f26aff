"""Opening a database by URL, and bringing it to our schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import QueuePool

from server.ledger.port import LedgerError

Database: TypeAlias = Engine
"""An open database, for those who hand it on."""
DriverError: TypeAlias = DBAPIError
"""What comes out of the store when a database does not answer; its ``orig`` is what the driver said."""

_PRAGMAS: Final = (
    "busy_timeout=10000",
    "synchronous=EXTRA",  # before journal_mode: that the old journal is gone must be durable too
    "journal_mode=WAL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
)
_ALONE: Final = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(6172)"}
"""Whoever migrates is alone, and a migration is one transaction: killed in the middle, it has not begun. (Python's
SQLite driver would begin none before a CREATE TABLE.)"""

NEWEST: Final = "0008"
"""The revision that the last migration leaves."""


def open_database(url: str) -> Engine:
    """Open a database; SQLite in WAL mode with a sync at every commit, so that what is receipted survives power cuts.

    >>> open_database("sqlite://").dialect.name
    'sqlite'
    """
    engine = create_engine(url, pool_pre_ping=url.startswith("postgresql"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Do something in one transaction; raises LedgerError when the database is not to be had."""
    with _answering(engine), engine.begin() as connection:
        yield connection


class Writer:
    """Who writes again and again, on one connection of SQLite: to take it from the pool costs more than most pages.

    A server's connection is taken each time, for the pool sees whether the server has ended since.
    """

    def __init__(self, engine: Engine, *, is_kept: bool = True) -> None:
        """Take an open database, and whether the connection is kept at all: of many writers each would have its own."""
        self._engine = engine
        self._is_kept = is_kept and engine.dialect.name == "sqlite" and isinstance(engine.pool, QueuePool)
        self._connection: Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Do something in one transaction; raises LedgerError when the database is not to be had."""
        if not self._is_kept:
            with transaction(self._engine) as connection:
                yield connection
            return
        with _answering(self._engine):
            connection = self._connection or self._engine.connect()
            self._connection = None
            try:
                with connection.begin():
                    yield connection
            except BaseException:
                connection.close()
                raise
            self._connection = connection


@contextmanager
def _answering(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, NoFreeConnection, engine.dialect.loaded_dbapi.Error) as problem:
        raise LedgerError(f"the database does not answer: {getattr(problem, 'orig', problem)}") from problem


def migrate(engine: Engine) -> None:
    """Bring a database to the newest schema; a new one gets all of it."""
    if _is_newest(engine):
        return
    from alembic import command  # noqa: PLC0415  (a tenth of a second that most starts need not wait)
    from alembic.config import Config  # noqa: PLC0415  (the same)

    config = Config()
    config.set_main_option("script_location", str(resources.files("server.adapters.store") / "migrations"))
    with engine.begin() as connection:
        connection.exec_driver_sql(_ALONE[engine.dialect.name])
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_newest(engine: Engine) -> bool:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) == [NEWEST]


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401  (the driver's own type)
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
