"""A database of any release comes to the newest schema with all it had, and the server goes on from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from release_database import RELEASED
from shipped_rules import few_shipped_rules
from small_server import at, take
from sqlalchemy import Engine, func, inspect, select

from server.adapters.signature import verify
from server.adapters.store import schema
from server.adapters.store.chain import read_chains
from server.adapters.store.database import migrate, open_database
from server.adapters.store.ledger import SqlLedger
from server.alerts.alert import AlertEvent
from server.ledger.audit import is_whole
from server.pipeline import Pipeline
from server.retelling import measured_before
from server.work import Work

pytestmark = pytest.mark.decision("H10")


@pytest.fixture(params=sorted(RELEASED.glob("*.sql")), ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give the database of a release, not yet migrated."""
    with closing(sqlite3.connect(tmp_path / "nara.db")) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
    engine = open_database(f"sqlite:///{tmp_path / 'nara.db'}")
    yield engine
    engine.dispose()


def rows_of(engine: Engine) -> dict[str, int]:
    """Count the rows of every table of our schema that the database has."""
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(schema.METADATA.tables[name])).scalar_one()
            for name in schema.METADATA.tables.keys() & set(inspect(engine).get_table_names())
        }


def test_a_released_database_keeps_every_row_and_its_audit_chain_whole(released: Engine) -> None:
    before = rows_of(released)
    migrate(released)
    after = rows_of(released)
    assert {name: after[name] for name in before} == before
    assert min(before[name] for name in ("journal", "observation", "quarantine", "alert_event", "audit")) > 0
    assert all(is_whole(rows) for rows in read_chains(released).values())


def test_whoever_was_followed_before_groups_were_kept_is_followed_for_heart_failure(released: Engine) -> None:
    if "known_group" in inspect(released).get_table_names():
        pytest.skip("groups were kept already")
    migrate(released)
    with released.connect() as connection:
        patients = set(connection.execute(select(schema.PATIENT.c.patient)).scalars())
        enrolled = {row.patient: row.from_at for row in connection.execute(select(schema.MEMBERSHIP))}
    groups = SqlLedger(released).known(at(0, "00:00")).groups
    assert patients
    assert {each.patient for each in groups} == patients
    assert {(each.group, each.is_in, each.who) for each in groups} == {("heart-failure", True, "migration:0005")}
    assert all(each.from_at <= enrolled[each.patient] for each in groups)


def test_the_server_goes_on_from_a_released_database(released: Engine) -> None:
    migrate(released)
    ledger = SqlLedger(released)
    assert {each.value for each in measured_before(ledger.past_readings(at(0, "00:00")))} == {80_000, 83_000, 83_100}
    pipeline = Pipeline(ledger, verify, few_shipped_rules(), at(6, "13:00"))
    (answer,) = pipeline.take(Work(deeds=[take(2, 1)]), at(6, "13:00")).answers
    assert isinstance(answer, AlertEvent)
    assert ledger.alerts([2])[2] == answer.after
