from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.backtest.drawing.scale import Scale, marks, step_of, top


def test_what_lies_outside_stands_at_the_edge() -> None:
    scale = Scale(0, 10, 100, 300)
    assert [scale(each) for each in (-5, 0, 5, 10, 50)] == [100, 100, 200, 300, 300]
    assert Scale(30, 0, 0, 60)(10) == pytest.approx(40)
    assert Scale(5, 5, 1, 9)(5) == 1


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(1, 10))
def test_marks_are_round_within_the_span_and_not_too_many(low: float, span: float, about: int) -> None:
    found = marks(low, low + span, about)
    step = step_of(span, about)
    assert len(found) <= about + 1
    assert all(low - step * 1e-6 <= each <= low + span + step * 1e-6 for each in found)


@given(st.floats(1e-3, 1e6), st.integers(1, 10))
def test_an_axis_ends_above_what_is_highest_at_a_round_value(highest: float, about: int) -> None:
    end = top(highest, about)
    assert end >= highest * (1 - 1e-9)
    assert end > 0
    assert marks(0, end, about)[-1] == pytest.approx(end)
