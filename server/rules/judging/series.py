"""The readings of one measure of one patient, in order of time, in three compact columns."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import Final

import numpy as np

from server.rules.judging.truth import Ints

PROMPT: Final = 1 << 16
"""Beside a reading's flags: it was received within two hours of being measured."""


class Series:
    """Readings sorted by (instant, value, number); a number is there once.

    >>> series = Series()
    >>> series.add(60, 82_000, number=2, marks=0), series.add(0, 80_000, number=1, marks=0)
    (True, True)
    >>> series.add(60, 82_000, number=2, marks=0), list(series.values)
    (False, [80000, 82000])
    """

    __slots__ = ("at_s", "marks", "numbers", "values")

    def __init__(self) -> None:
        """Start empty."""
        self.at_s = array("q")
        self.values = array("i")
        self.numbers = array("q")
        self.marks = array("i")

    def add(self, at_s: int, value: int, *, number: int, marks: int) -> bool:
        """Take a reading in; tells whether it was new."""
        start, end = bisect_left(self.at_s, at_s), bisect_right(self.at_s, at_s)
        if number in self.numbers[start:end]:
            return False
        place = start
        while place < end and (self.values[place], self.numbers[place]) < (value, number):
            place += 1
        self.at_s.insert(place, at_s)
        self.values.insert(place, value)
        self.numbers.insert(place, number)
        self.marks.insert(place, marks)
        return True

    def remove(self, at_s: int, number: int) -> bool:
        """Take a reading away; tells whether it was there."""
        for place in range(bisect_left(self.at_s, at_s), bisect_right(self.at_s, at_s)):
            if self.numbers[place] == number:
                for column in (self.at_s, self.values, self.numbers, self.marks):
                    column.pop(place)
                return True
        return False

    def forget_before(self, at_s: int) -> None:
        """Let go of everything measured before an instant."""
        end = bisect_left(self.at_s, at_s)
        if end:
            for column in (self.at_s, self.values, self.numbers, self.marks):
                del column[:end]

    def since(self, at_s: int) -> list[int]:
        """Give the instants of the readings from one on."""
        return self.at_s[bisect_left(self.at_s, at_s) :].tolist()

    def between(self, from_s: int, to_s: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Give instants, values, numbers and marks of the readings in [from, to]."""
        part = slice(bisect_left(self.at_s, from_s), bisect_right(self.at_s, to_s))
        return (
            np.array(self.at_s[part], np.int64),
            np.array(self.values[part], np.int64),
            np.array(self.numbers[part], np.int64),
            np.array(self.marks[part], np.int64),
        )

    def places(self, *instants_s: int) -> list[int]:
        """Give, for each of these instants, how many readings are before it."""
        return [bisect_left(self.at_s, at_s) for at_s in instants_s]

    def copy(self) -> Series:
        """Give the same readings, apart from what comes."""
        found = Series()
        found.at_s, found.values, found.numbers, found.marks = (
            self.at_s[:], self.values[:], self.numbers[:], self.marks[:],
        )  # fmt: skip
        return found

    def __len__(self) -> int:
        """Count the readings."""
        return len(self.at_s)
