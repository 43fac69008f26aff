from __future__ import annotations

from datetime import date

import pytest

from simulator.calibration.stable_weight import FIGURES
from simulator.cohort.chance import Chance
from tests.simulator.calibration.conftest import MakeDiary, Measure


def test_white_noise_has_the_spread_and_the_memory_of_white_noise(diary: MakeDiary, measure: Measure) -> None:
    chance = Chance.of(1, 1, "noise")
    made = [diary([80 + chance.gauss(0, 0.5) for _ in range(700)])]
    assert measure(FIGURES, "day-to-day weight difference", made) == pytest.approx(0.5 * 2**0.5, rel=0.1)
    assert measure(FIGURES, "SD around a 21-day", made) == pytest.approx(0.5, rel=0.1)
    assert measure(FIGURES, "lag-1 autocorrelation", made) == pytest.approx(0.0, abs=0.12)
    assert measure(FIGURES, "99th percentile", made) == pytest.approx(2.6 * 0.5 * 2**0.5, rel=0.15)
    assert measure(FIGURES, "SD of a person's change over 14", made) == pytest.approx(0.5 * 2**0.5, rel=0.1)
    assert measure(FIGURES, "change over 14 days without worsening, SD", made) == pytest.approx(0.7, rel=0.4)
    assert measure(FIGURES, "people whose 7-day mean wanders", made) == 0


def test_rises_are_counted_by_the_day(diary: MakeDiary, measure: Measure) -> None:
    """One tooth of 2.2 kg each 73 days: five steep days a year; the tooth stands a day, so three days see it."""
    made = [diary([80 + (2.2 if day % 73 == 36 else 0) for day in range(365)])]
    assert measure(FIGURES, "days a year with +1.36 kg", made) == pytest.approx(5, abs=0.1)
    assert measure(FIGURES, "days a year with +2 kg", made) == pytest.approx(5, abs=0.1)


def test_weekdays_are_told_apart(diary: MakeDiary, measure: Measure) -> None:
    monday = [date.fromordinal(1_000 + day).weekday() == 0 for day in range(365)]
    made = [diary([80.3 if is_monday else 80.0 for is_monday in monday])]
    assert measure(FIGURES, "Monday", made) == pytest.approx(0.3)
    assert measure(FIGURES, "Wednesday", made) == 0


def test_evenings_and_repeats_are_told_apart(diary: MakeDiary, measure: Measure) -> None:
    made = diary([80.0] * 100)
    made.evenings_kg = {1_010: 80.9, 1_020: 81.1, 1_030: 61.0}
    made.repeats_kg = [0.2, -0.2, 18.0]
    assert measure(FIGURES, "evening", [made]) == pytest.approx(1.0)
    assert measure(FIGURES, "difference of two weighings", [made]) == pytest.approx(0.2)


def test_what_lies_near_an_event_counts_for_nothing(diary: MakeDiary, measure: Measure) -> None:
    weights = [80.0 + (day % 2 if 80 < day < 130 else 0) for day in range(365)]
    assert measure(FIGURES, "99th percentile", [diary(weights, [(1_100.5, True)])]) == 0
    assert measure(FIGURES, "99th percentile", [diary(weights)]) == 1
