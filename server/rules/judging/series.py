"""The readings of one measure of one patient, in order of time, in one compact block of rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct, error
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.truth import Ints

Rows = NDArray[np.void]
_COLUMNS: Final = ("at_s", "number", "value", "marks")
_AT_S, _VALUE = _COLUMNS.index("at_s"), _COLUMNS.index("value")
_SMALL: Final = Struct("=IIii")
"""Instants until 2106, and four thousand million numbers: all that ever comes, but for a clock that went mad."""
_LARGE: Final = Struct("=qqqq")
_DTYPES: Final[dict[int, np.dtype[Any]]] = {
    _SMALL.size: np.dtype(list(zip(_COLUMNS, ("u4", "u4", "i4", "i4"), strict=True))),
    _LARGE.size: np.dtype([(name, "i8") for name in _COLUMNS]),
}


class Reading(NamedTuple):
    """One row: an instant, the journal's number, the value (or an answer's number) and the device's flags."""

    at_s: int
    number: int
    value: int
    marks: int


class Series:
    """Readings sorted by (instant, value, number); a number is there once.

    A row takes 16 bytes; once one is told that does not fit, every row of the series takes 32.

    >>> series = Series()
    >>> series.add(60, 82_000, number=2, marks=0), series.add(0, 80_000, number=1, marks=0)
    (True, True)
    >>> series.add(60, 82_000, number=2, marks=0), [reading.value for reading in series]
    (False, [80000, 82000])
    """

    __slots__ = ("_layout", "rows")

    def __init__(self) -> None:
        """Start empty."""
        self.rows = bytearray()
        self._layout = _SMALL

    @classmethod
    def of(cls, rows: Rows) -> Series:
        """Take over whole rows, of the smaller kind or the larger: in order already, and every number once."""
        made = cls()
        made.rows = bytearray(rows.tobytes())
        made._layout = _SMALL if rows.dtype.itemsize == _SMALL.size else _LARGE
        return made

    @property
    def row_size(self) -> int:
        """Give the bytes of a row."""
        return self._layout.size

    @property
    def first_s(self) -> int:
        """Give the instant of the first reading; there must be one."""
        return self._at_s(0)

    def __len__(self) -> int:
        """Count the readings."""
        return len(self.rows) // self._layout.size

    def __iter__(self) -> Iterator[Reading]:
        """Give the readings in order."""
        return map(self._at, range(len(self)))

    def _at(self, place: int) -> Reading:
        return Reading(*self._layout.unpack_from(self.rows, place * self._layout.size))

    def add(self, at_s: int, value: int, *, number: int, marks: int) -> bool:
        """Take a reading in; tells whether it was new."""
        place = len(self)
        if place and at_s <= self._at_s(-1):
            start, place = self._from(at_s), self._after(at_s)
            same = [self._at(each) for each in range(start, place)]
            if any(each.number == number for each in same):
                return False
            place -= sum((each.value, each.number) > (value, number) for each in same)
        self._insert(place, Reading(at_s, number, value, marks))
        return True

    def _insert(self, place: int, reading: Reading) -> None:
        try:
            row = self._layout.pack(*reading)
        except error:
            self.rows = bytearray(b"".join(_LARGE.pack(*each) for each in self))
            self._layout = _LARGE
            row = _LARGE.pack(*reading)
        self.rows[place * len(row) : place * len(row)] = row

    def remove(self, at_s: int, number: int) -> bool:
        """Take a reading away; tells whether it was there."""
        size = self._layout.size
        for place in range(self._from(at_s), self._after(at_s)):
            if self._at(place).number == number:
                del self.rows[place * size : (place + 1) * size]
                return True
        return False

    def forget_before(self, at_s: int) -> None:
        """Let go of everything measured before an instant."""
        if self.rows and self._at_s(0) < at_s:
            del self.rows[: self._from(at_s) * self._layout.size]

    def next_change(self, after_s: int, offsets: Iterable[int], before_s: int) -> int:
        """Give the first instant so long after any reading that comes after one instant and before another; else that.

        >>> series = Series()
        >>> series.add(60, 80_000, number=1, marks=0), series.next_change(100, (50, 30), 200)
        (True, 110)
        """
        if not self.rows:
            return before_s
        at_s, last_s = self._column(_AT_S), self._at_s(-1)
        for offset in offsets:
            if last_s + offset > after_s:
                before_s = min(before_s, at_s[bisect_right(at_s, after_s - offset)] + offset)
        return before_s

    def first_after(self, at_s: int) -> int | None:
        """Give the instant of the first reading after another instant."""
        if not self.rows or self._at_s(-1) <= at_s:
            return None
        return self._at_s(self._after(at_s))

    def _from(self, at_s: int) -> int:
        """Give the place of the first reading at an instant or after it."""
        return bisect_left(self._column(_AT_S), at_s)

    def _column(self, place: int) -> memoryview[int]:
        """Look at one column of the rows, in place: nothing may be added as long as somebody looks."""
        rows = memoryview(self.rows)
        if self._layout is _LARGE:
            return rows.cast("q")[place :: len(_COLUMNS)]
        return (rows.cast("I") if place == _AT_S else rows.cast("i"))[place :: len(_COLUMNS)]

    def around(self, at_s: int, within_s: int, most: int) -> list[tuple[int, int]]:
        """Give the nearest instants and values within so many seconds before an instant and after it, so many of each.

        >>> series = Series()
        >>> series.add(60, 80_000, number=1, marks=0), series.around(100, 50, 7), series.around(100, 30, 7)
        (True, [(60, 80000)], [])
        """
        instants = self._column(_AT_S)
        first, middle, end = (bisect_left(instants, each) for each in (at_s - within_s, at_s, at_s + within_s))
        part = slice(max(first, middle - most), min(end, middle + most))
        return [*zip(instants[part].tolist(), self._column(_VALUE)[part].tolist(), strict=True)]

    def values_between(self, from_s: int, to_s: int) -> list[int]:
        """Give the values of the readings in [from, to]."""
        return self._column(_VALUE)[self._from(from_s) : self._after(to_s)].tolist()

    def extent(self, from_s: int) -> tuple[int, int] | None:
        """Give the lowest and the highest value since an instant; None where there is none."""
        found = self._since(from_s)["value"]
        return (int(found.min()), int(found.max())) if len(found) else None

    def _since(self, from_s: int) -> Rows:
        """Look at the rows since an instant, in place: nothing may be added as long as somebody looks."""
        size = self._layout.size
        return np.frombuffer(self.rows, _DTYPES[size])[self._from(from_s) :]

    def copy(self) -> Series:
        """Give the same readings, apart from what comes."""
        found = Series()
        found.rows, found._layout = self.rows[:], self._layout
        return found

    def _after(self, at_s: int) -> int:
        """Give the place of the first reading after an instant."""
        return bisect_right(self._column(_AT_S), at_s)

    def _at_s(self, place: int) -> int:
        found: int = self._layout.unpack_from(self.rows, place * self._layout.size)[0]
        return found


def rows_of(series: Sequence[Series]) -> tuple[Rows, list[int]]:
    """Lay the rows of several series end to end, and say how many each has."""
    sizes = {each.row_size for each in series}
    if len(sizes) == 1:
        joined = np.frombuffer(b"".join([each.rows for each in series]), _DTYPES[sizes.pop()])
    else:
        parts = [np.frombuffer(each.rows, _DTYPES[each.row_size]).astype(_DTYPES[_LARGE.size]) for each in series]
        joined = np.concatenate(parts)
    return joined, [len(each) for each in series]


@dataclass(frozen=True, kw_only=True)
class Readings:
    """Readings of one measure of many patients in columns: ``who`` is a place among them; ``at_s`` seconds of UTC.

    ``numbers`` are the journal's, ``values`` in the vital's step, ``marks`` the sum of the device's flags (FLAG_BITS).
    """

    who: Ints
    at_s: Ints
    numbers: Ints
    values: Ints
    marks: Ints

    def in_order(self) -> Readings:
        """Put them in order of patient, then time, value and number."""
        order_of = (self.who << 40) + self.at_s
        if (order_of[1:] > order_of[:-1]).all():
            return self
        order = np.argsort(order_of, kind="stable")
        ordered = order_of[order]
        if (ordered[1:] == ordered[:-1]).any():  # more than one reading at an instant: seldom
            order = np.lexsort((self.numbers, self.values, self.at_s, self.who))
        columns = (self.who, self.at_s, self.numbers, self.values, self.marks)
        who, at_s, numbers, values, marks = (column[order] for column in columns)
        return Readings(who=who, at_s=at_s, numbers=numbers, values=values, marks=marks)

    def rows(self) -> Rows:
        """Make rows of them."""
        return packed(self.at_s, self.numbers, self.values, self.marks)


def parted(kinds: Sequence[str], *columns: Sequence[int]) -> Iterator[tuple[str, Readings]]:
    """Make columns of rows of several kinds, each kind by itself, in the order in which they come.

    The columns are those of Readings, in their order.

    >>> rows = parted("aba", [0, 0, 1], [5, 5, 6], [1, 2, 3], [7, 8, 9], [0] * 3)
    >>> [(kind, readings.values.tolist()) for kind, readings in rows]
    [('a', [7, 9]), ('b', [8])]
    """
    of_kind, whole = np.array([*kinds]), [np.array(column, np.int64) for column in columns]
    for kind in dict.fromkeys(kinds):
        who, at_s, numbers, values, marks = (column[of_kind == kind] for column in whole)
        yield kind, Readings(who=who, at_s=at_s, numbers=numbers, values=values, marks=marks)


def packed(at_s: Ints, numbers: Ints, values: Ints, marks: Ints) -> Rows:
    """Make rows of columns: small ones if all fit."""
    columns = (at_s, numbers, values, marks)
    small = _DTYPES[_SMALL.size]
    is_small = not len(at_s) or all(
        np.iinfo(small[name]).min <= int(column.min()) and int(column.max()) <= np.iinfo(small[name]).max
        for name, column in zip(_COLUMNS, columns, strict=True)
    )
    rows = np.empty(len(at_s), small if is_small else _DTYPES[_LARGE.size])
    for name, column in zip(_COLUMNS, columns, strict=True):
        rows[name] = column
    return rows
