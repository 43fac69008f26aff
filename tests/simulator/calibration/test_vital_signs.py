from __future__ import annotations

import pytest

from simulator.calibration.vital_signs import FIGURES
from simulator.cohort.chance import Chance
from tests.simulator.calibration.conftest import MakeDiary, Measure
from vitals.observation_log import LogKind


def test_a_spread_is_the_days_around_their_median(diary: MakeDiary, measure: Measure) -> None:
    made, chance = diary([80.0] * 400), Chance.of(1, 1, "noise")
    made.signs[LogKind.SYSTOLIC] = {1_000 + day: 130 + chance.gauss(0, 7) for day in range(400)}
    assert measure(FIGURES, "systolic, day's SD", [made]) == pytest.approx(7, rel=0.12)


def test_a_pulse_before_an_event_is_compared_with_weeks_before(diary: MakeDiary, measure: Measure) -> None:
    made = diary([80.0] * 120, [(1_100.5, True)])
    made.signs[LogKind.PULSE] = {1_000 + day: 82.0 if 95 <= day <= 100 else 70.0 for day in range(120)}
    assert measure(FIGURES, "pulse, last 3 days", [made]) == 12


def test_events_after_a_rise_are_compared_with_those_after_none(diary: MakeDiary, measure: Measure) -> None:
    """Five weeks with a rise and an event, five with neither, and one event without."""
    made = []
    for number in range(10):
        one = diary([80.0] * 25, [(1_017.5, True)] if number < 6 else [])
        one.signs[LogKind.DYSPNEA] = {1_000 + day: 2.0 if number < 5 and 8 <= day <= 17 else 0.0 for day in range(25)}
        made.append(one)
    found = measure(FIGURES, "rate of major events", made)
    weeks = 2 * 10
    assert found == pytest.approx((5 / 5) / (1 / (weeks - 5)), rel=0.1)
