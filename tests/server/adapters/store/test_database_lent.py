"""The tests on SQLite share places and engines one after another: none may see that another was there before it."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest
from databases import SqliteFiles, reopened
from pages import weighings
from sqlalchemy import Engine, func, select

from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger


@pytest.fixture
def files(tmp_path: Path) -> SqliteFiles:
    return SqliteFiles(tmp_path)


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.JOURNAL)).scalar_one()


def test_the_next_gets_the_same_engine_and_an_empty_database(files: SqliteFiles) -> None:
    url = files.lend()
    engine = reopened(url)
    SqlLedger(engine).write(weighings(1, 2, 3))
    assert rows(engine) == 3
    engine.dispose()
    files.take_back(url)
    assert files.lend() == url
    assert reopened(url) is engine
    assert rows(engine) == 0
    engine.dispose()


def test_two_at_a_time_have_two(files: SqliteFiles) -> None:
    one, other = (reopened(files.lend()) for _ in range(2))
    SqlLedger(one).write(weighings(1))
    assert (rows(one), rows(other)) == (1, 0)
    one.dispose()
    other.dispose()


def test_who_still_has_it_open_writes_into_nobody_elses(files: SqliteFiles) -> None:
    url = files.lend()
    engine = reopened(url)
    with closing(engine.raw_connection()) as forgotten:
        files.take_back(url)
        files.lend()
        forgotten.cursor().execute("PRAGMA user_version=7")
        forgotten.commit()
    engine.dispose()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == 0
    engine.dispose()


def test_where_a_thread_goes_on_nobody_is_lent_the_place_again(files: SqliteFiles) -> None:
    url, end = files.lend(), threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    files.take_back(url)
    assert files.lend() != url
    end.set()
    thread.join()
