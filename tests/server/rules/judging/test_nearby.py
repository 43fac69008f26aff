from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.patients.habit import NEAREST, RECENT
from server.rules.judging.nearby import weights_near
from server.rules.judging.series import Series


@given(st.lists(st.integers(0, 40 * 86_400), max_size=30), st.integers(0, 40 * 86_400))
def test_the_nearest_are_among_them_and_nothing_from_further_than_four_weeks(ats: list[int], at_s: int) -> None:
    series = Series()
    for number, each in enumerate(ats):
        series.add(each, 80_000 + number, number=number, marks=0)
    near = weights_near(series, at_s)
    recent = sorted(abs(each - at_s) for each in ats if abs(each - at_s) < RECENT.total_seconds())
    assert sorted(abs(each - at_s) for each, _ in near)[: len(recent[:NEAREST])] == recent[:NEAREST]
