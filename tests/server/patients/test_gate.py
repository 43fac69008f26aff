"""What no living person measures, and when nobody can have measured it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from contract_samples import AT, RECORDS, UNDATED

from server.patients.gate import WhyQuarantined, doubt
from vitals.measurement import Measurement
from vitals.vital import Vital

MILLISECOND = timedelta(milliseconds=1)


def weighed(value: int = 80_000, measured_at: datetime = AT, vital: Vital = Vital.BODY_WEIGHT) -> Measurement:
    """Measure one vital sign at an instant."""
    sample = RECORDS["measurement"]
    assert isinstance(sample, Measurement)
    return replace(sample, values={vital: value}, moment=replace(sample.moment, measured_at=measured_at))


@pytest.mark.decision("C2")
@pytest.mark.parametrize(("vital", "end"), list(product(Vital, ("lowest", "highest"))))
def test_the_ends_of_every_range_are_possible_and_one_step_beyond_is_not(vital: Vital, end: str) -> None:
    edge, step = (vital.value.lowest, -1) if end == "lowest" else (vital.value.highest, 1)
    assert doubt(weighed(edge, vital=vital), AT) is None
    assert doubt(weighed(edge + step, vital=vital), AT) is WhyQuarantined.IMPOSSIBLE_VALUE


def test_one_impossible_value_puts_the_whole_measurement_in_doubt() -> None:
    cuff = replace(weighed(), values={Vital.SYSTOLIC: 1_280, Vital.DIASTOLIC: 99})
    assert doubt(cuff, AT) is WhyQuarantined.IMPOSSIBLE_VALUE


def test_what_has_no_time_waits_for_it() -> None:
    assert doubt(replace(weighed(), moment=UNDATED), AT) is WhyQuarantined.NO_TIME


def test_an_impossible_value_is_so_whenever_it_was() -> None:
    assert doubt(replace(weighed(0), moment=UNDATED), AT) is WhyQuarantined.IMPOSSIBLE_VALUE


def test_a_clock_may_be_ten_minutes_ahead() -> None:
    ahead = AT + timedelta(minutes=10)
    assert doubt(weighed(measured_at=ahead), AT) is None
    assert doubt(weighed(measured_at=ahead + MILLISECOND), AT) is WhyQuarantined.FROM_THE_FUTURE


def test_no_hub_measured_before_the_year_2000() -> None:
    first = datetime(2000, 1, 1, tzinfo=UTC)
    assert doubt(weighed(measured_at=first), AT) is None
    assert doubt(weighed(measured_at=first - MILLISECOND), AT) is WhyQuarantined.IMPOSSIBLE_TIME
    assert doubt(weighed(measured_at=datetime.min.replace(tzinfo=UTC)), AT) is WhyQuarantined.IMPOSSIBLE_TIME
