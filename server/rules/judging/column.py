"""The readings of one measure of many patients, end to end in one set of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from server.rules.judging.series import Series
from server.rules.judging.truth import Bools, Ints

_WIDE = 1 << 40
"""Wider than any instant: a patient's place times this, and an instant, are one sortable number."""


@dataclass(frozen=True, slots=True)
class Column:
    """Readings in order of patient, then time; ``who`` is the patient's place in the frame."""

    who: Ints
    at_s: Ints
    values: Ints
    numbers: Ints
    marks: Ints

    @property
    def keys(self) -> Ints:
        """Give a number for each reading that sorts by patient, then time."""
        return keys(self.who, self.at_s)

    def only(self, wanted: Bools | Ints) -> Column:
        """Keep some of the readings, marked or by their places."""
        return Column(
            self.who[wanted], self.at_s[wanted], self.values[wanted], self.numbers[wanted], self.marks[wanted]
        )

    def of(self, first: int, end: int) -> Column:
        """Keep the readings of the rows ``first`` to ``end`` (not included), which count from 0 then."""
        begin, stop = (int(each) for each in np.searchsorted(self.who, np.array([first, end])))
        part = slice(begin, stop)
        return Column(self.who[part] - first, self.at_s[part], self.values[part], self.numbers[part], self.marks[part])

    def until(self, who: Ints, at_s: Ints) -> Ints:
        """Give, for each patient and instant, the place after the last reading up to it.

        >>> column = gathered([None, _series((5, 80), (9, 81))], 0, 100)
        >>> column.until(np.array([0, 1, 1]), np.array([50, 5, 8])).tolist()
        [0, 1, 1]
        """
        return np.searchsorted(self.keys, keys(who, at_s), side="right")

    def at_or_after(self, who: Ints, at_s: Ints) -> Ints:
        """Give, for each patient and instant, the place of the first reading from it on."""
        return np.searchsorted(self.keys, keys(who, at_s), side="left")

    def starts(self, who: Ints) -> Ints:
        """Give, for each patient, the place of the first reading."""
        return np.searchsorted(self.who, who, side="left")


def keys(who: Ints, at_s: Ints) -> Ints:
    """Make one sortable number of a patient's place and an instant."""
    return who * _WIDE + at_s


def gathered(series: Sequence[Series | None], from_s: int, to_s: int) -> Column:
    """Lay the readings in [from, to] of several patients end to end."""
    parts = [each.between(from_s, to_s) for each in series if each is not None]
    if not parts:
        return EMPTY
    counts = iter([len(part[0]) for part in parts])
    who = np.repeat(np.arange(len(series)), [0 if each is None else next(counts) for each in series])
    at_s, values, numbers, marks = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Column(who, at_s, values, numbers, marks)


_NOTHING = np.zeros(0, np.int64)
EMPTY = Column(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)


def _series(*readings: tuple[int, int]) -> Series:
    series = Series()
    for number, (at_s, value) in enumerate(readings):
        series.add(at_s, value, number=number, marks=0)
    return series
