"""Readings in order of time, value and number, each once."""

from __future__ import annotations

from server.rules.judging.series import Series


def series() -> Series:
    made = Series()
    for at_s, value, number in ((60, 82, 2), (0, 80, 1), (60, 81, 3), (60, 81, 4)):
        assert made.add(at_s, value, number=number, marks=number * 10)
    return made


def test_readings_stand_in_order_of_time_then_value_then_number() -> None:
    found = series().between(0, 60)
    assert [column.tolist() for column in found] == [[0, 60, 60, 60], [80, 81, 81, 82], [1, 3, 4, 2], [10, 30, 40, 20]]


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
    assert made.since(0) == [0, 60, 60, 60]
    made.forget_before(1)
    assert made.since(0) == [60, 60, 60]
    assert made.since(61) == []
