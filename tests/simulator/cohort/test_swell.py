from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.cohort.swell import Swell
from vitals.observation_log import LogKind


def test_a_curve_above_one_rises_late() -> None:
    wave = Swell(kind=LogKind.WEIGHT, size=4.0, start=0, full=10, curve=2.0)
    assert wave.at(5) == 1.0
    assert wave.at(500) == 4.0


def test_a_part_of_it_may_stay() -> None:
    wave = Swell(kind=LogKind.WEIGHT, size=-2.0, start=0, full=4, release=4, gone=14, stays=0.25)
    assert [wave.at(day) for day in (4, 9, 14, 99)] == [-2.0, -1.25, -0.5, -0.5]


def test_what_is_released_before_its_height_falls_from_where_it_is() -> None:
    wave = Swell(kind=LogKind.PULSE, size=10, start=0, full=10, release=5, gone=10)
    assert wave.at(5) == 5
    assert wave.at(7.5) == pytest.approx(2.5)


@given(
    st.floats(-20, 20), st.floats(0, 50), st.floats(0.1, 30), st.floats(0, 30), st.floats(0.1, 30), st.floats(-10, 200)
)
def test_it_never_passes_its_size(
    size: float, start: float, rise: float, stand: float, fall: float, day: float
) -> None:
    full = start + rise
    wave = Swell(kind=LogKind.WEIGHT, size=size, start=start, full=full, release=full + stand, gone=full + stand + fall)
    assert abs(wave.at(day)) <= abs(size) + 1e-9
