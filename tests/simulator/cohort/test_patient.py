from __future__ import annotations

from statistics import fmean

import pytest

from simulator.cohort.patient import COPD, MEN, PERMANENT_AF, Patient, draw_patient
from vitals.observation_log import LogKind


@pytest.fixture(scope="module")
def people() -> list[Patient]:
    return [draw_patient(5, number) for number in range(1, 2_001)]


def test_they_are_who_studies_took_in(people: list[Patient]) -> None:
    assert 67 < fmean(each.age_years for each in people) < 77
    assert fmean(each.sex == "male" for each in people) == pytest.approx(MEN, abs=0.03)
    assert fmean(each.has_permanent_af for each in people) == pytest.approx(PERMANENT_AF, abs=0.03)
    assert fmean(each.has_copd for each in people) == pytest.approx(COPD, abs=0.03)


def test_frailty_has_a_mean_of_one_and_most_people_have_less(people: list[Patient]) -> None:
    assert fmean(each.frailty for each in people) == pytest.approx(1, abs=0.08)
    assert fmean(each.frailty < 1 for each in people) > 0.6


def test_what_is_usual_could_be_somebodys(people: list[Patient]) -> None:
    for each in people:
        assert 45 < each.usual[LogKind.WEIGHT] < 151
        assert each.usual[LogKind.DIASTOLIC] < each.usual[LogKind.SYSTOLIC]
        assert each.discharged is None or each.discharged <= each.enrolled


def test_a_patient_is_the_same_in_every_cohort_of_a_seed_and_another_in_another_seeds() -> None:
    assert draw_patient(5, 77) == draw_patient(5, 77)
    assert draw_patient(5, 77).label != draw_patient(6, 77).label
    assert draw_patient(5, 77).usual != draw_patient(6, 77).usual
