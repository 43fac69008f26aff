"""Opening a database by URL, and bringing it to our schema."""

from __future__ import annotations

from importlib import resources
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "temp_store=MEMORY")


def open_database(url: str) -> Engine:
    """Open a database; SQLite in WAL mode with a sync at every commit, so that what is receipted survives power cuts.

    >>> open_database("sqlite://").dialect.name
    'sqlite'
    """
    engine = create_engine(url, pool_pre_ping=url.startswith("postgresql"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def migrate(engine: Engine) -> None:
    """Bring a database to the newest schema; a new one gets all of it."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("server.adapters.store") / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401  (the driver's own type)
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
