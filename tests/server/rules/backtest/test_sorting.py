from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from server.rules.backtest.sorting import in_order

few = st.integers(0, 2)


@given(st.lists(st.tuples(few, st.integers(-3, 3), few, few)), st.sampled_from([1, 1 << 30]))
def test_rows_are_in_the_order_of_all_that_is_named(rows: list[tuple[int, int, int, int]], scale: int) -> None:
    group, at_s, one, two = np.array(rows, np.int64).reshape(-1, 4).T
    places = in_order(group * scale, at_s, [one, two]).tolist()
    assert [rows[place] for place in places] == sorted(rows)
    assert places == sorted(range(len(rows)), key=lambda place: (*rows[place], place))


@given(st.lists(st.tuples(st.integers(0, 1 << 25), st.integers(0, 9))))
def test_however_many_groups_there_are_they_stand_in_order(rows: list[tuple[int, int]]) -> None:
    group, at_s = np.array(rows, np.int64).reshape(-1, 2).T
    assert in_order(group, at_s, []).tolist() == sorted(range(len(rows)), key=lambda place: (*rows[place], place))
