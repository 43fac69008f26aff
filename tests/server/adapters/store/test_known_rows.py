from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from itertools import product

import pytest
from knowing import asked, grouping, happening, plan, setting, use, weight
from pages import AT
from small_server import SmallServer, at
from sqlalchemy import Engine, event, select

from server.adapters.store import schema
from server.adapters.store.known_rows import values
from server.ledger.page import Observation, Page
from server.patients.known import AgreedWhat, Known
from vitals.identity import DeviceId, PatientId
from vitals.vital import Vital


def observed(number: int, patient: PatientId, measured_at: datetime) -> Observation:
    return Observation(number, Vital.BODY_WEIGHT, patient, 80_000, measured_at, measured_at, DeviceId("d" * 16), ())


EVERY = [
    grouping("copd"),
    plan("024"),
    weight(AgreedWhat.TARGET, 80_500),
    setting("r.s", 1),
    use("frail"),
    happening("admitted"),
    asked(AT),
]


@pytest.mark.parametrize("said", EVERY, ids=lambda said: type(said).__name__)
def test_a_row_has_all_that_was_said_and_its_table_has_a_column_for_each(said: Known) -> None:
    names = {field.name for field in fields(said)}
    assert set(values(said)) == names - {"number"}
    assert {column.name for column in schema.KNOWN[type(said)].columns} == names


def test_a_kind_of_weight_is_written_as_a_plain_word() -> None:
    assert type(values(weight(AgreedWhat.TARGET, 1))["what"]) is str


def test_everybodys_first_days_are_asked_for_at_once_and_end_by_each_ones_own_clock(engine: Engine) -> None:
    server = SmallServer(engine)
    people = [server.anna, *(PatientId(f"{number:016}") for number in range(119))]
    with engine.begin() as connection:
        (anna,) = connection.execute(select(schema.PATIENT)).mappings()
        more = [{**anna, "patient": who, "personnummer": who} for who in people[1:]]
        connection.execute(schema.PATIENT.insert(), more)
        other = schema.PATIENT.update().where(schema.PATIENT.c.patient == people[1])
        connection.execute(other.values(zone="America/New_York"))
    days = [at(-1), at(0, "02:59"), at(0), at(14, "02:59"), at(14, "03:00"), at(14, "07:30"), at(14, "08:00")]
    page = Page(
        observations=[observed(number, who, when) for number, (who, when) in enumerate(product(people, days), 1)]
    )
    server.ledger.write(page)
    statements = list[str]()

    def hear(*told: object) -> None:
        statements.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", hear)
    found = server.ledger.known(at(0))
    event.remove(engine, "before_cursor_execute", hear)
    assert sum("observation" in each for each in statements) == 1
    mine = {who: [each.measured_at for patient, each in found.first_weights if patient == who] for who in people}
    assert mine[people[0]] == [at(0), at(14, "02:59")]
    assert mine[people[1]] == [at(14, "02:59"), at(14, "03:00"), at(14, "07:30")]
    assert all(mine[who] == [at(0), at(14, "02:59")] for who in people[2:])
