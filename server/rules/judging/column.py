"""The readings of one measure of many patients, end to end in one set of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.series import Series, rows_of
from server.rules.judging.truth import Bools, Ints

_WIDE_BITS: Final = 40
_WIDE: Final = 1 << _WIDE_BITS
"""Wider than any instant: a patient's place times this, and an instant, are one sortable number."""
LAST_S: Final = _WIDE - 1
"""An instant after all others."""


@dataclass(frozen=True, eq=False)
class Column:
    """Readings in order of patient, then time; ``who`` is the patient's place in the frame."""

    who: Ints
    at_s: Ints
    values: Ints
    numbers: Ints
    marks: Ints

    @cached_property
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
        return self.keys.searchsorted(keys(who, at_s), side="right")

    def at_or_after(self, who: Ints, at_s: Ints) -> Ints:
        """Give, for each patient and instant, the place of the first reading from it on."""
        return self.keys.searchsorted(keys(who, at_s))

    def starts(self, who: Ints) -> Ints:
        """Give, for each patient, the place of the first reading."""
        return self.who.searchsorted(who)


def keys(who: Ints, at_s: Ints) -> Ints:
    """Make one sortable number of a patient's place and an instant."""
    return who * _WIDE + at_s


def parted(sortable: Ints) -> tuple[Ints, Ints]:
    """Take such numbers apart: the patients' places, and the instants (none before 1970).

    >>> parted(keys(np.array([3]), np.array([7])))
    (array([3]), array([7]))
    """
    return sortable >> _WIDE_BITS, sortable & (_WIDE - 1)


def distinct(numbers: Ints) -> Ints:
    """Put numbers in order, each once.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(numbers)
    is_new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    return ordered[is_new]


def gathered(series: Sequence[Series | None], from_s: int, to_s: int) -> Column:
    """Lay the readings in [from, to] of several patients end to end."""
    there = [(place, each) for place, each in enumerate(series) if each is not None and each.rows]
    if not there:
        return EMPTY
    rows, counts = rows_of([each for _, each in there])
    who = np.repeat(np.array([place for place, _ in there]), counts)
    at_s, values, numbers, marks = (rows[name].astype(np.int64) for name in ("at_s", "value", "number", "marks"))
    found, inside = Column(who, at_s, values, numbers, marks), (at_s >= from_s) & (at_s <= to_s)
    return found if inside.all() else found.only(inside)


_NOTHING = np.zeros(0, np.int64)
EMPTY = Column(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)


def _series(*readings: tuple[int, int]) -> Series:
    series = Series()
    for number, (at_s, value) in enumerate(readings):
        series.add(at_s, value, number=number, marks=0)
    return series
