from __future__ import annotations

from statistics import fmean

import pytest

from simulator.cohort.life import Life


def test_a_third_of_people_go_on_holiday_and_half_of_holidays_are_told(lives: list[Life]) -> None:
    holidays = [
        [each for each in life.absences if each.first % 1 == 0.5 and each.last % 1 == 0.5 and not each.is_scale_only]
        for life in lives
    ]
    assert fmean(bool(each) for each in holidays) == pytest.approx(0.35, abs=0.08)
    every = [each for some in holidays for each in some]
    assert all(4 <= each.last - each.first <= 14 for each in every)
    assert fmean(each.is_told for each in every) == pytest.approx(0.5, abs=0.15)
    assert any(each.is_hub_off for each in every)


def test_nobody_measures_in_hospital_or_before_an_event_that_silences_them(lives: list[Life]) -> None:
    for life in lives:
        spans = {(each.first, each.last) for each in life.absences}
        assert {(stay.admitted, stay.discharged) for stay in life.course.stays} <= spans
        quiet = {(each.quiet_from, each.event) for each in life.course.worsenings if each.quiet_from is not None}
        assert quiet <= spans


def test_a_broken_scale_silences_only_itself(lives: list[Life]) -> None:
    broken = [each for life in lives for each in life.absences if each.is_scale_only]
    assert broken
    assert not any(each.is_told or each.is_hub_off for each in broken)
