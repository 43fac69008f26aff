from __future__ import annotations

import pytest
from contract_samples import EPOCH, HUB
from pages import episode, journal_row, observation, opened
from sqlalchemy import Engine, insert, select

from server.adapters.store import rows, schema
from server.adapters.store.driver import DriverInsert
from server.adapters.store.upsert import upserting
from server.ledger.page import JournalRow, Observation
from vitals.receipt import Held

ROWS = [rows.journal_values(journal_row(number)) for number in (1, 2)]


def written(engine: Engine, statement: DriverInsert, *values: tuple[object, ...]) -> None:
    with engine.begin() as connection:
        statement(connection, values)


def test_a_row_comes_back_as_it_was_written(engine: Engine) -> None:
    written(engine, DriverInsert(insert(schema.JOURNAL), engine.dialect), *ROWS)
    with engine.connect() as connection:
        found = connection.execute(select(schema.JOURNAL).order_by(schema.JOURNAL.c.arrival)).mappings().all()
    assert [rows.journal_row(row) for row in found] == [journal_row(1), journal_row(2)]


def test_both_ways_write_the_same_bytes(engine: Engine) -> None:
    seen = rows.observation_values(observation(1, 81_400, flags=("body_movement",)))
    written(engine, DriverInsert(insert(schema.OBSERVATION), engine.dialect), seen)
    by_name = dict(zip(schema.OBSERVATION.columns.keys(), seen, strict=True))
    with engine.begin() as connection:
        connection.execute(insert(schema.OBSERVATION), [by_name | {"arrival": 2}])
        by_driver, by_sqlalchemy = connection.exec_driver_sql("SELECT * FROM observation ORDER BY arrival").all()
    assert by_driver[1:] == by_sqlalchemy[1:]


def test_a_row_whose_key_is_there_already_takes_the_new_values(engine: Engine) -> None:
    statement = DriverInsert(upserting(engine.dialect, schema.HELD), engine.dialect)
    written(engine, statement, rows.held_values(HUB, Held(epoch=EPOCH, upto=1, above=()), 1))
    now = Held(epoch=EPOCH, upto=2, above=((4, 5),))
    written(engine, statement, rows.held_values(HUB, now, 2))
    with engine.connect() as connection:
        assert [rows.held(row) for row in connection.execute(select(schema.HELD)).mappings()] == [now]


def test_rows_given_by_name_are_put_in_order(engine: Engine) -> None:
    event = opened(1, episode())
    told = rows.alert_event_values(event) | {"detail": {"note": "å", "n": 1}}
    with engine.begin() as connection:
        DriverInsert(insert(schema.ALERT_EVENT), engine.dialect).named(connection, [dict(reversed(told.items()))])
        found = connection.execute(select(schema.ALERT_EVENT)).mappings().one()
    assert dict(found) == told


def test_nothing_to_insert_asks_nothing_of_the_database(engine: Engine) -> None:
    written(engine, DriverInsert(insert(schema.JOURNAL), engine.dialect))
    with engine.connect() as connection:
        assert connection.execute(select(schema.JOURNAL)).all() == []


def test_a_statement_that_does_not_take_whole_rows_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="not a whole row"):
        DriverInsert(insert(schema.SETTING).values(name="x"), engine.dialect)


def test_rows_have_the_order_of_their_tables() -> None:
    assert list(JournalRow._fields) == schema.JOURNAL.columns.keys()
    assert len(rows.observation_values(observation(1, 81_400))) == len(Observation._fields)
    assert dict(
        zip(schema.HELD.columns.keys(), rows.held_values(HUB, Held(epoch=EPOCH, upto=1, above=()), 7), strict=True)
    ) == {
        "hub": HUB,
        "epoch": EPOCH,
        "upto": 1,
        "above": (),
        "latest": 7,
    }
