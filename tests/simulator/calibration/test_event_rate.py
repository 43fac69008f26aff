from __future__ import annotations

import pytest

from simulator.calibration.event_rate import FIGURES
from tests.simulator.calibration.conftest import MakeDiary, Measure


def test_events_are_counted_by_patient_and_by_year(diary: MakeDiary, measure: Measure) -> None:
    ill = diary([80.0] * 365, [(1_100.5, True), (1_200.5, True), (1_300.5, False)])
    made = [ill, *(diary([80.0] * 365) for _ in range(9))]
    assert measure(FIGURES, "major events a patient-year", made[:10]) == pytest.approx(0.2, abs=0.01)
    assert measure(FIGURES, "minor events", made) == pytest.approx(0.1, abs=0.01)
    assert measure(FIGURES, "patients with any", made) == 0.1
    assert measure(FIGURES, "share of major events", made) == 1


def test_early_is_the_first_thirty_days_at_home(diary: MakeDiary, measure: Measure) -> None:
    made = diary([80.0] * 365, [(1_100.5, True), (1_110.5, True), (1_300.0, True)])
    made.discharges = [1_106.5, 1_116.5, 1_306.5]
    assert measure(FIGURES, "of readmissions", [made]) == 1
    assert measure(FIGURES, "median day", [made]) == 4
    days_at_home = 30 + 30 + 30
    assert measure(FIGURES, "major events a patient-year in the first", [made]) == pytest.approx(365.25 / days_at_home)
