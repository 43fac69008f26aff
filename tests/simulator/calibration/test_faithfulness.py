from __future__ import annotations

import math

import pytest

from simulator.calibration.faithfulness import FIGURES
from tests.simulator.calibration.conftest import MakeDiary, Measure


def test_days_a_week_are_counted_over_those_who_were_followed_so_long(diary: MakeDiary, measure: Measure) -> None:
    five = diary([80.0 if day % 7 < 5 else None for day in range(300)])
    two = diary([80.0 if day % 7 < 2 else None for day in range(300)])
    short = diary([80.0] * 60)
    assert measure(FIGURES, "patients who weigh on >= 4", [five, two, short]) == 0.5
    assert measure(FIGURES, "patients who weigh on >= 6", [five, two, short]) == 0
    assert measure(FIGURES, "patients without a major event who weigh >= 3", [five, two, short]) == 0.5


def test_fading_is_seen(diary: MakeDiary, measure: Measure) -> None:
    made = diary([80.0 if day < 180 or day % 2 else None for day in range(365)])
    assert measure(FIGURES, "days measured in the second half", [made]) == pytest.approx(0.5)


def test_silence_before_an_event_is_compared_with_itself_before(diary: MakeDiary, measure: Measure) -> None:
    quiet = diary([None if day in {98, 99} else 80.0 for day in range(200)], [(1_100.5, True)])
    assert measure(FIGURES, "major events with nothing", [quiet]) == 1
    assert measure(FIGURES, "the same two days", [quiet]) == 0


def test_who_comes_home_tired_is_compared_with_the_month_before(diary: MakeDiary, measure: Measure) -> None:
    made = diary([None if day in range(101, 107) or day in range(108, 115) else 80.0 for day in range(200)])
    made.events = [(1_100.5, True)]
    assert math.isnan(measure(FIGURES, "days measured in the two weeks", [made]))
    made.discharges = [1_106.5]
    assert measure(FIGURES, "days measured in the two weeks", [made]) == pytest.approx(0.5)
