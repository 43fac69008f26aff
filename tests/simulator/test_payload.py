"""What the devices of the town send, read back by the hub's own decoder, which knows nothing of the town."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge.devices.interpret import interpret
from edge.devices.interpretation import Outcome
from simulator.payload import (
    BLOOD_PRESSURE_MEASUREMENT,
    WEIGHT_MEASUREMENT,
    blood_pressure_measurement,
    failed_blood_pressure,
    weight_measurement,
)

INSTANTS = some.none() | some.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1)).map(
    lambda at: at.replace(microsecond=0)
)


@given(steps=some.integers(200, 40_000), at=INSTANTS, user=some.none() | some.integers(0, 254))
def test_a_weight_is_read_as_it_was_written(steps: int, at: datetime | None, user: int | None) -> None:
    read = interpret(WEIGHT_MEASUREMENT, weight_measurement(steps * 0.005, at, user))
    assert read.outcome is Outcome.MEASUREMENT
    assert dict(read.values) == {"body_weight": steps * 5}
    assert (read.device_time, read.user_slot) == (at, user)


@given(systolic=some.integers(60, 250), diastolic=some.integers(30, 150), pulse=some.integers(30, 220), at=INSTANTS)
def test_a_blood_pressure_is_read_as_it_was_written(
    systolic: int, diastolic: int, pulse: int, at: datetime | None
) -> None:
    read = interpret(BLOOD_PRESSURE_MEASUREMENT, blood_pressure_measurement(systolic, diastolic, pulse, at))
    values = dict(read.values)
    assert [values[name] for name in ("systolic", "diastolic", "pulse_rate")] == [
        systolic * 10,
        diastolic * 10,
        pulse * 10,
    ]
    assert values["mean_pressure"] == round(diastolic + (systolic - diastolic) / 3) * 10
    assert read.device_time == at


@pytest.mark.parametrize("at", [None, datetime(2026, 11, 2, 8, 45)])
def test_a_cuff_that_gave_up_is_read_as_an_attempt(at: datetime | None) -> None:
    read = interpret(BLOOD_PRESSURE_MEASUREMENT, failed_blood_pressure(at))
    assert (read.outcome, read.values, read.device_time) == (Outcome.ATTEMPT_FAILED, (), at)
