from __future__ import annotations

from simulator.calibration.diary import running_median
from tests.simulator.calibration.conftest import MakeDiary
from vitals.observation_log import LogKind


def test_a_weight_far_from_its_neighbours_is_left_out(diary: MakeDiary) -> None:
    made = diary([80.0, 80.4, 176.0, 62.0, 80.2, 79.8])
    assert sorted(made.weights_kg.values()) == [79.8, 80.0, 80.2, 80.4]


def test_nobody_is_stable_near_an_event(diary: MakeDiary) -> None:
    made = diary([80.0] * 200, [(1_100.5, False)])
    assert [made.is_stable(day) for day in (1_065, 1_066, 1_142, 1_143)] == [True, False, False, True]


def test_the_weight_near_a_day_is_that_days_or_one_shortly_before(diary: MakeDiary) -> None:
    made = diary([80.0, None, 82.0, None, None, None])
    assert [made.weight_near(1_000 + day) for day in range(6)] == [80.0, 80.0, 82.0, 82.0, 82.0, None]


def test_a_mean_needs_a_value(diary: MakeDiary) -> None:
    made = diary([80.0])
    made.signs[LogKind.PULSE] = {1_000: 60.0, 1_002: 70.0}
    assert made.mean(LogKind.PULSE, 1_000, 1_002) == 65.0
    assert made.mean(LogKind.PULSE, 1_003, 1_009) is None
    assert made.mean(LogKind.SPO2, 1_000, 1_002) is None


def test_a_running_median_counts_days_and_not_values() -> None:
    assert running_median({1: 1.0, 11: 2.0, 12: 9.0}, 10) == {1: 1.5, 11: 2.0, 12: 5.5}
