"""What was measured comes back in columns: what stands, of everybody, with flags and what somebody has said of it."""

from __future__ import annotations

from typing import Any

import pytest
from contract_samples import PATIENT
from pages import AT, LONG_AGO, MINUTE, SmallTown, journal_row, observation
from sqlalchemy import Engine

from server.adapters.store import past_readings
from server.adapters.store.ledger import SqlLedger
from server.ledger.page import Attribution, Page, Withdrawal
from server.ledger.past import Past
from server.rules.judging.chart import FLAG_BITS, VOUCHED
from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

Row = tuple[Vital, PatientId, int, int, int, int]
AT_S = int(AT.timestamp())
MOVING = FLAG_BITS[Flag.BODY_MOVEMENT]


def rows_of(past: list[Past]) -> list[Row]:
    """List readings: vital, patient, instant, number, value, marks."""
    return [
        (vital, patients[who], at_s, number, value, marks)
        for vital, patients, each in past
        for who, at_s, number, value, marks in zip(
            each.who.tolist(),
            each.at_s.tolist(),
            each.numbers.tolist(),
            each.values.tolist(),
            each.marks.tolist(),
            strict=True,
        )
    ]


@pytest.fixture
def town(engine: Engine) -> SmallTown:
    """A town whose patient has three readings, one of them moved from another, and one that was withdrawn."""
    town, ledger = SmallTown(engine), SqlLedger(engine)
    readings = [
        observation(1, 82_000, patient=town.patient, measured_at=AT),
        observation(2, 1_300, patient=town.patient, vital=Vital.SYSTOLIC, flags=("body_movement",)),
        observation(3, 83_000, patient=town.patient, measured_at=AT - MINUTE),
        observation(4, 84_000, patient=town.patient),
        observation(5, 70_000, patient=PatientId("nobody" * 2 + "aaaa")),
    ]
    ledger.write(Page(journal=[journal_row(each.arrival) for each in readings], observations=readings))
    said: dict[str, Any] = {"before": PATIENT, "at": AT, "who": "eva", "reason": "phoned", "answer": None}
    ledger.write(Page(attributions=[Attribution(number=9, record=3, patient=town.patient, **said)]))
    ledger.write(Page(withdrawals=[Withdrawal(arrival=4, by=9)]))
    return town


@pytest.mark.parametrize("portion", [1, 2, 100])
def test_what_stands_comes_in_order_however_much_at_once(
    town: SmallTown, engine: Engine, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(past_readings, "_PORTION", portion)
    assert sorted(rows_of(list(SqlLedger(engine).past_readings(LONG_AGO))), key=lambda row: row[3]) == [
        (Vital.BODY_WEIGHT, town.patient, AT_S, 1, 82_000, 0),
        (Vital.SYSTOLIC, town.patient, AT_S, 2, 1_300, MOVING),
        (Vital.BODY_WEIGHT, town.patient, AT_S - 60, 3, 83_000, VOUCHED),
    ]


def test_what_is_older_stays_where_it_is(town: SmallTown, engine: Engine) -> None:
    found = rows_of(list(SqlLedger(engine).past_readings(AT)))
    assert {number for _, _, _, number, _, _ in found} == {1, 2}
    assert town.patient in {patient for _, patient, *_ in found}
