from __future__ import annotations

from sqlalchemy import Engine, select

from server.adapters.store.schema import CONTACT, SETTING
from server.adapters.store.upsert import upsert

NAME, VALUE = SETTING.c.name, SETTING.c.value


def rows(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.name: row.value for row in connection.execute(select(NAME, VALUE))}


def test_a_row_whose_key_is_there_takes_the_new_values(engine: Engine) -> None:
    with engine.begin() as connection:
        upsert(connection, SETTING, [{"name": "a", "value": "1"}, {"name": "b", "value": "1"}])
        upsert(connection, SETTING, [{"name": "b", "value": "2"}, {"name": "c", "value": "2"}])
    assert rows(engine) == {"a": "1", "b": "2", "c": "2"}


def test_only_what_is_named_changes_and_from_what_was_there(engine: Engine) -> None:
    with engine.begin() as connection:
        for _ in range(3):
            upsert(connection, SETTING, [{"name": "a", "value": "x"}], changes={"value": VALUE + "y"})
    assert rows(engine) == {"a": "xyy"}


def test_with_nothing_to_change_the_old_row_stays(engine: Engine) -> None:
    with engine.begin() as connection:
        for value in ("first", "second"):
            upsert(connection, SETTING, [{"name": "a", "value": value}], changes={})
    assert rows(engine) == {"a": "first"}


def test_no_rows_are_no_statement(engine: Engine) -> None:
    with engine.begin() as connection:
        upsert(connection, SETTING, [])
        upsert(connection, CONTACT, [], changes={})
    assert rows(engine) == {}
