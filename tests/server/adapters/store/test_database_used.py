"""The tests on PostgreSQL share databases one after another: none may see that another was there before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Postgres
from pages import weighings
from sqlalchemy import Engine, MetaData, NullPool, create_engine, insert, select, text
from sqlalchemy.exc import OperationalError

from server.adapters.store import schema
from server.adapters.store.database import open_database
from server.adapters.store.ledger import SqlLedger

pytestmark = pytest.mark.postgres


@pytest.fixture
def used(postgres: Postgres) -> Iterator[tuple[str, Engine]]:
    """A lent database, open."""
    url = postgres.lend()
    engine = open_database(url)
    yield url, engine
    engine.dispose()


def rows(engine: Engine) -> dict[str, int]:
    tables = MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        return {name: len(connection.execute(select(table)).all()) for name, table in tables.tables.items()}


def test_a_used_database_comes_back_empty_and_counts_from_one(postgres: Postgres, used: tuple[str, Engine]) -> None:
    url, engine = used
    SqlLedger(engine).write(weighings(1, 2, 3))
    redate = insert(schema.REDATING).values(arrival=7).returning(schema.REDATING.c.number)
    with engine.begin() as connection:
        assert connection.execute(redate).scalar_one() == 1
    postgres.take_back(url)
    assert postgres.lend() == url
    assert {name for name, count in rows(engine).items() if count} == {"alembic_version"}
    with engine.begin() as connection:
        assert connection.execute(redate).scalar_one() == 1
    postgres.take_back(url)


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE redating",
        "ALTER TABLE redating ADD COLUMN more INTEGER",
        "ALTER TABLE journal ALTER COLUMN payload DROP NOT NULL",
        "CREATE INDEX another ON journal (arrival)",
        "CREATE TABLE another (number INTEGER)",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_one_whose_schema_was_changed_is_lent_no_more(
    postgres: Postgres, used: tuple[str, Engine], change: str
) -> None:
    url, engine = used
    with engine.begin() as connection:
        connection.execute(text(change))
    postgres.take_back(url)
    with pytest.raises(OperationalError, match="does not exist"), create_engine(url, poolclass=NullPool).connect():
        pass


def test_whoever_stays_in_it_with_a_lock_is_put_out(postgres: Postgres, used: tuple[str, Engine]) -> None:
    url, engine = used
    staying = engine.connect()
    staying.execute(text("LOCK TABLE journal"))
    postgres.take_back(url)
    with pytest.raises(OperationalError, match="terminating connection"):
        staying.execute(text("SELECT 1"))
    staying.close()
