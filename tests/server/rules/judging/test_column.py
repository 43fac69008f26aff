"""Readings of many patients end to end."""

from __future__ import annotations

import numpy as np

from server.rules.judging.column import gathered
from server.rules.judging.series import Series


def series(*readings: tuple[int, int]) -> Series:
    made = Series()
    for number, (at_s, value) in enumerate(readings):
        made.add(at_s, value, number=number, marks=0)
    return made


COLUMN = gathered([series((5, 80), (9, 81), (12, 82)), None, series((3, 70), (9, 71))], 4, 12)


def test_readings_in_the_time_are_laid_end_to_end() -> None:
    assert COLUMN.who.tolist() == [0, 0, 0, 2]
    assert COLUMN.at_s.tolist() == [5, 9, 12, 9]
    assert COLUMN.values.tolist() == [80, 81, 82, 71]


def test_places_of_a_patients_readings() -> None:
    who, at_s = np.array([0, 0, 2]), np.array([8, 9, 9])
    assert COLUMN.until(who, at_s).tolist() == [1, 2, 4]
    assert COLUMN.at_or_after(who, at_s).tolist() == [1, 1, 3]
    assert COLUMN.starts(np.array([0, 1, 2])).tolist() == [0, 3, 3]


def test_some_readings_and_some_patients_may_be_kept() -> None:
    assert COLUMN.only(COLUMN.values > 80).values.tolist() == [81, 82]
    assert (COLUMN.of(1, 3).who.tolist(), COLUMN.of(1, 3).values.tolist()) == ([1], [71])


def test_nobody_has_no_readings() -> None:
    assert len(gathered([None, None], 0, 9).who) == len(gathered([], 0, 9).who) == 0
