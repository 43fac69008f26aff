"""The SQLite file: a transaction is whole or not at all, and faults of the card are told from our own."""

from __future__ import annotations

import sqlite3

import pytest

from edge.adapters.card_file import CardFile, is_storage_error
from edge.ports import StorageError


def opened() -> tuple[CardFile, sqlite3.Connection]:
    sql = sqlite3.connect(":memory:", isolation_level=None)
    sql.execute("CREATE TABLE kept(number INTEGER PRIMARY KEY)")
    return CardFile(sql), sql


def test_a_transaction_that_fails_leaves_nothing_behind_and_no_transaction_open() -> None:
    file, sql = opened()
    with pytest.raises(StorageError, match="the card does not work: UNIQUE"):
        file.write([("INSERT INTO kept VALUES(?)", (1,)), ("INSERT INTO kept VALUES(?)", (1,))])
    assert not sql.in_transaction
    assert file.rows("SELECT * FROM kept") == []
    file.write([("INSERT INTO kept VALUES(?)", (1,))])
    assert file.rows("SELECT * FROM kept") == [(1,)]


def test_a_card_that_is_full_is_said_to_be() -> None:
    file, sql = opened()
    sql.execute("PRAGMA max_page_count=2")
    with pytest.raises(StorageError, match="the card is full"):
        file.write([("INSERT INTO kept VALUES(?)", (number,)) for number in range(10_000)])


def test_what_is_no_fault_of_the_card_is_raised_as_it_is() -> None:
    class Broken:
        def execute(self, _sql: str, _parameters: object = (), /) -> list[tuple[int]]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        CardFile(Broken()).rows("SELECT 1")
    assert not is_storage_error(KeyError("x"))
    assert is_storage_error(sqlite3.DatabaseError("x"))
