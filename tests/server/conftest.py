"""What any test may ask for: a database of each kind, migrated and its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Postgres, SqliteFiles, reopened
from sqlalchemy import Engine
from working_desk import Desk

from server.adapters.store.ledger import SqlLedger

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test on PostgreSQL a minute: the first of a process makes and starts the cluster."""
    for item in items:
        if item.get_closest_marker("postgres") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(60))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests of this process."""
    cluster = Postgres()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """The migrated SQLite file that others are copied from."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with our schema and nothing in it: the test runs on SQLite and on PostgreSQL."""
    lender: SqliteFiles | Postgres
    lender = request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgres")
    url = lender.lend()
    yield url
    lender.take_back(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """That database, open."""
    opened = reopened(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def ledger(engine: Engine) -> SqlLedger:
    """The ledger in that database."""
    return SqlLedger(engine)


@pytest.fixture
def sqlite(sqlite_files: SqliteFiles) -> Iterator[Engine]:
    """A SQLite database with our schema, where it matters little which it is."""
    url = sqlite_files.lend()
    opened = reopened(url)
    yield opened
    opened.dispose()
    sqlite_files.take_back(url)


@pytest.fixture
def desk(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A worker that has not started, and that tries again after a hundredth of a second instead of a half."""
    monkeypatch.setattr("server.serving._RETRY_FIRST_S", 0.01)
    made = Desk(sqlite)
    yield made
    made.ledger.door.set()
    if made.worker.is_alive:
        made.worker.stop()
