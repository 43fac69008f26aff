"""Which readings count as the patient's own (rule 5)."""

from __future__ import annotations

import numpy as np
import pytest
from rule_making import weight

from server.rules.judging.column import gathered
from server.rules.judging.gate import DAY_S, accepted, doubled_median
from server.rules.judging.series import Series

GATE = weight().gate


def counts(*kilograms: float) -> list[bool]:
    """Weigh once a day, and tell which of the readings count."""
    series = Series()
    for day, each in enumerate(kilograms):
        series.add(day * DAY_S, round(each * 1_000), number=day, marks=0)
    column = gathered([series], 0, 999 * DAY_S)
    assert GATE is not None
    return [bool(each) for each in accepted(column, column.at_s // DAY_S, GATE, 1_000)]


@pytest.mark.parametrize(
    ("kilograms", "last"),
    [
        ((80, 80, 80, 84.5), True),  # 4 kg, and half a kilo for the day since
        ((80, 80, 80, 84.501), False),
        ((80, 80, 80, 75.499), False),
        ((80, 80, 99), True),  # with two before it nobody can tell
        ((76, 80, 84, 95), True),  # six spreads of 4 kg
    ],
)
def test_a_reading_counts_near_the_median_of_those_before(kilograms: tuple[float, ...], last: bool) -> None:
    assert counts(*kilograms)[-1] is last


@pytest.mark.parametrize(("second", "expected"), [(95.999, True), (96.001, False)])
def test_two_that_agree_bear_each_other_out(second: float, expected: bool) -> None:
    assert counts(80, 80, 80, 95, second)[3] is expected


def test_without_readings_none_count() -> None:
    assert counts() == []
    assert doubled_median(np.array([[5, 7, 9]]), np.array([0])).tolist() == [0]
