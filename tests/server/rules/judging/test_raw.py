"""Readings as they came, of several patients one after another."""

from __future__ import annotations

import numpy as np

from server.rules.judging.raw import Raw

FOUND = Raw(np.array([1, 1, 3]), np.array([4, 5, 4]), np.array([9, 10, 9]), np.array([80, 81, 70]), np.array([0, 1, 0]))


def test_each_patient_has_a_first_reading() -> None:
    assert FOUND.heads.tolist() == [0, 2]


def test_some_are_kept_whole() -> None:
    kept = FOUND.only(FOUND.marks == 1)
    assert [each.tolist() for each in (kept.who, kept.day, kept.at_s, kept.values)] == [[1], [5], [10], [81]]
