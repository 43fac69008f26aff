from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from importlib import resources
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from databases import Postgres
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from server.adapters.store.database import NEWEST, Writer, migrate, open_database
from server.adapters.store.schema import METADATA
from server.ledger.port import LedgerError


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.new_database(is_migrated=False)


def test_migrating_from_nothing_gives_exactly_the_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == NEWEST


def test_the_comparison_sees_a_column_that_the_migrations_forgot(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE patient DROP COLUMN matters"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [change[0] for change in compare_metadata(context, METADATA)] == ["add_column"]


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    before = sorted(inspect(engine).get_table_names())
    migrate(engine)
    assert sorted(inspect(engine).get_table_names()) == before


def test_the_newest_schema_is_what_the_last_migration_leaves() -> None:
    migrations = ScriptDirectory(str(resources.files("server.adapters.store") / "migrations"))
    assert migrations.get_current_head() == NEWEST


def test_the_schema_of_a_newer_server_is_left_alone_and_said(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CommandError, match="9999"):
        migrate(engine)


def test_a_migration_that_fails_half_way_leaves_nothing_behind(empty_url: str) -> None:
    engine = open_database(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE session (in_the_way INTEGER)"))
    with pytest.raises(DBAPIError):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["session"]
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE session"))
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == {*METADATA.tables, "alembic_version"}
    engine.dispose()


@pytest.mark.timeout(60)
def test_processes_that_migrate_at_once_take_turns(empty_url: str) -> None:
    program = "import sys; from server.adapters.store.database import *; migrate(open_database(sys.argv[1]))"
    started = [subprocess.Popen([sys.executable, "-c", program, empty_url], stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 3
    engine = open_database(empty_url)
    assert set(inspect(engine).get_table_names()) == {*METADATA.tables, "alembic_version"}
    engine.dispose()


def test_sqlite_syncs_at_every_commit_and_lets_readers_read(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'nara.db'}")
    with engine.connect() as connection:
        said = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in
                ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    engine.dispose()
    assert said == {"journal_mode": "wal", "synchronous": 3, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.postgres
def test_a_plain_postgresql_url_is_enough(postgres: Postgres) -> None:
    engine = open_database(postgres.url("postgres").replace("postgresql+psycopg", "postgresql"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


@pytest.mark.postgres
def test_postgresql_keeps_its_defaults_that_make_a_commit_durable(postgres: Postgres) -> None:
    engine = open_database(postgres.url("postgres"))
    with engine.connect() as connection:
        said = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in
                ("fsync", "synchronous_commit", "full_page_writes", "listen_addresses")}  # fmt: skip
    engine.dispose()
    assert said == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "listen_addresses": ""}


def test_a_writer_keeps_its_connection_until_something_goes_wrong(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'written.db'}")
    writer, used = Writer(engine), list[Connection]()

    def write(statement: str) -> list[int]:
        with writer.transaction() as connection:
            used.append(connection)
            connection.execute(text(statement))
            return [*connection.execute(text("SELECT n FROM t")).scalars()]

    write("CREATE TABLE t (n INTEGER UNIQUE)")
    assert write("INSERT INTO t VALUES (1)") == [1]
    with pytest.raises(LedgerError, match="UNIQUE"):
        write("INSERT INTO t VALUES (1)")
    assert used[0] is used[1] is used[2]
    assert used[2].closed
    assert write("INSERT INTO t VALUES (2)") == [1, 2]
    assert used[3] is not used[2]


def test_a_writer_writes_nothing_of_what_was_not_done(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'written.db'}")
    writer = Writer(engine)
    with writer.transaction() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    with suppress(ZeroDivisionError), writer.transaction() as connection:
        connection.execute(text("INSERT INTO t VALUES (2)"))
        raise ZeroDivisionError
    with writer.transaction() as connection:
        assert connection.execute(text("SELECT n FROM t")).scalars().all() == []
    engine.dispose()
