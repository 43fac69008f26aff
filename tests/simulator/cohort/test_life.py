from __future__ import annotations

from datetime import date

import pytest

from simulator.cohort.life import SCALE_SWAPS_A_YEAR, Life, draw_life

START = date(2025, 1, 1)


def test_a_life_is_the_same_each_time_it_is_drawn() -> None:
    assert draw_life(4, 9, START, 200) == draw_life(4, 9, START, 200)
    assert draw_life(4, 9, START, 200).swells != draw_life(5, 9, START, 200).swells


def test_its_days_are_those_between_enrolment_and_end(lives: list[Life]) -> None:
    for life in lives:
        assert len(life.days) <= 365
        assert life.days.start == life.patient.enrolled


def test_scales_are_swapped_now_and_then(lives: list[Life]) -> None:
    years = sum(len(life.days) for life in lives) / 365.25
    assert sum(len(life.swaps) for life in lives) / years == pytest.approx(SCALE_SWAPS_A_YEAR, abs=0.06)
