"""A PostgreSQL database that a test has used, made as new: copying another takes fifteen times as long."""

from __future__ import annotations

from functools import cache
from typing import Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, text

KEPT: Final = "alembic_version"
"""The only table in which a migration leaves something."""

_SHAPE: Final = f"""
SELECT (SELECT array_agg((oid, xmin) ORDER BY oid)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT array_agg((attrelid, attnum, xmin) ORDER BY attrelid, attnum)::text FROM pg_attribute
         WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)),
       (SELECT array_agg((oid, xmin) ORDER BY oid)::text FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace),
       (SELECT array_agg(version_num)::text FROM {KEPT})
"""  # noqa: S608  (a name of our own)
_OTHERS: Final = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_WRITTEN: Final = f"""
SELECT quote_ident(relname) FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 AND relname <> '{KEPT}'
"""  # noqa: S608  (a name of our own)
_NUMBERS_AGAIN: Final = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


def shape_of(url: str) -> tuple[str, ...]:
    """Describe the schema by its rows in the catalogue: whatever changes it, writes one of them anew."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        assert _written(connection) == [], "a migration leaves rows, and cleaning would take them"
        return _shape(connection)


def clean(url: str, shape: tuple[str, ...]) -> bool:
    """Empty every table and begin every number again; tells whether it can be used again, for its schema is whole."""
    with _cleaner(url).connect() as connection:
        connection.execute(text(_OTHERS))
        if _shape(connection) != shape:
            return False
        written = _written(connection)
        if written:
            connection.execute(text("SET session_replication_role = replica"))  # in any order, whatever refers to it
            connection.execute(text(";".join(f"DELETE FROM {table}" for table in written)))  # noqa: S608  (from the catalogue)
            connection.execute(text(f"VACUUM {','.join(written)}"))  # and no row lies where another test's has lain
        connection.execute(text(_NUMBERS_AGAIN))
    return True


@cache
def _cleaner(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def _shape(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.execute(text(_SHAPE)).one())


def _written(connection: Connection) -> list[str]:
    return list(connection.execute(text(_WRITTEN)).scalars())
