"""Readings in order of time, value and number, each once."""

from __future__ import annotations

import numpy as np
import pytest

from server.rules.judging.series import Reading, Series, packed, rows_of


def series() -> Series:
    made = Series()
    for at_s, value, number in ((60, 82, 2), (0, 80, 1), (60, 81, 3), (60, 81, 4)):
        assert made.add(at_s, value, number=number, marks=number * 10)
    return made


def test_readings_stand_in_order_of_time_then_value_then_number() -> None:
    assert [*series()] == [(0, 1, 80, 10), (60, 3, 81, 30), (60, 4, 81, 40), (60, 2, 82, 20)]


def test_a_number_is_there_once_and_is_taken_away_once() -> None:
    made = series()
    assert not made.add(60, 82, number=2, marks=0)
    assert made.remove(60, 2)
    assert not made.remove(60, 2)
    assert not made.remove(30, 1)
    assert len(made) == 3


def test_what_is_old_is_let_go() -> None:
    made = series()
    made.forget_before(0)
    assert made.first_after(-1) == 0
    made.forget_before(1)
    assert made.first_after(-1) == 60
    assert made.first_after(60) is None


@pytest.mark.parametrize("odd", [Reading(-1, 5, 80, 0), Reading(2**33, 5, 80, 0), Reading(60, 2**33, 80, 0)])
def test_what_fits_no_small_row_is_kept_all_the_same(odd: Reading) -> None:
    made = series()
    before = [*made]
    assert made.add(odd.at_s, odd.value, number=odd.number, marks=odd.marks)
    assert [*made] == sorted([*before, odd], key=lambda each: (each.at_s, each.value, each.number))
    assert not made.add(odd.at_s, odd.value, number=odd.number, marks=odd.marks)
    rows, counts = rows_of([series(), made])
    assert counts == [4, 5]
    assert [Reading(*row) for row in rows.tolist()] == [*series(), *made]


def test_whole_rows_are_taken_over() -> None:
    made = series()
    for number in (9, 2**33):
        made.add(90, 80, number=number, marks=0)
        columns = [np.array(column) for column in zip(*made, strict=True)]
        again = Series.of(packed(*columns))
        assert [*again] == [*made]
        assert again.row_size == made.row_size
