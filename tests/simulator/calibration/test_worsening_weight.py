from __future__ import annotations

import math

import pytest

from simulator.calibration.worsening_weight import FIGURES
from tests.simulator.calibration.conftest import MakeDiary, Measure

EVENT = 1_100.5


def test_a_straight_climb_is_measured_over_each_span(diary: MakeDiary, measure: Measure) -> None:
    """A tenth of a kilogram a day for 30 days before the event."""
    made = [diary([80 + 0.1 * max(0, day - 70) for day in range(101)], [(EVENT, True)])]
    assert measure(FIGURES, "change over the 14 days before a major event, mean", made) == pytest.approx(1.4)
    assert measure(FIGURES, "change over the 30 days before a major event, median", made) == pytest.approx(3.0)
    assert measure(FIGURES, "change over the last 7 days", made) == pytest.approx(0.7)
    assert measure(FIGURES, "major events with >= 2 kg over a 28-day", made) == 1
    assert measure(FIGURES, "major events with >= 2 kg within 3 days", made) == 0
    assert measure(FIGURES, "major events with >= 0.9 kg", made) == 1
    assert math.isnan(measure(FIGURES, "change over the 30 days before a minor event", made))


def test_a_jump_is_no_slow_rise(diary: MakeDiary, measure: Measure) -> None:
    made = [diary([80 + (2.5 if day > 98 else 0) for day in range(101)], [(EVENT, True)])]
    assert measure(FIGURES, "major events with >= 2 kg within 3 days", made) == 1
    assert measure(FIGURES, "major events with >= 0.9 kg", made) == 0


def test_coming_home_lighter_is_seen(diary: MakeDiary, measure: Measure) -> None:
    weights = [80.0] * 101 + [None] * 6 + [77.5] * 20
    made = diary(weights, [(EVENT, True)])
    made.discharges = [1_106.6]
    assert measure(FIGURES, "first weight at home", [made]) == pytest.approx(-2.5)
    made.discharges = [1_050.0]
    assert math.isnan(measure(FIGURES, "first weight at home", [made]))


def test_gains_go_with_events_if_they_do(diary: MakeDiary, measure: Measure) -> None:
    gaining = [diary([80 + 0.2 * max(0, day - 94) for day in range(101)], [(EVENT, True)]) for _ in range(10)]
    steady = [diary([80.0] * 300) for _ in range(10)]
    assert measure(FIGURES, "odds of a major event, gain > 0.9", [*gaining, *steady]) > 20
