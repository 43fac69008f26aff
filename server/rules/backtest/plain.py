"""A block of plain CSV read at once: bytes in, columns of numbers out, without a string for every cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from server.rules.backtest.eights import EIGHT, Bytes, Eights, cut, decimals, eights
from server.rules.backtest.instants import CLOCK_LETTERS, clocks, read_instants
from server.rules.backtest.table import Words, numbers
from server.rules.judging.truth import Ints

COMMA, LINE = ord(","), ord("\n")
LONGEST_WORD: Final = 64
_POWERS: Final = np.power(10.0, np.arange(EIGHT))


class PlainBlock:
    """Whole lines without quotes, each with as many cells as the header; ``columns`` are the places of those wanted."""

    def __init__(self, block: bytes, width: int, columns: Sequence[int]) -> None:
        """Find the cells; raises ValueError if the block is not plain."""
        padded: Bytes = np.frombuffer(block + bytes(LONGEST_WORD), np.uint8)
        text = padded[: len(block)]
        marks = np.flatnonzero((text == COMMA) | (text == LINE))
        lasts = text[marks[width - 1 :: width]]
        if len(lasts) * width != len(marks) or block.count(b"\n") != len(lasts) or not (lasts == LINE).all():
            raise ValueError("rows of different length")
        self._ends: Ints = np.ascontiguousarray(marks.reshape(-1, width).T, np.int64)
        self._starts: Ints = np.empty_like(self._ends)
        self._starts[1:] = self._ends[:-1] + 1
        self._starts[0, 0] = 0
        self._starts[0, 1:] = self._ends[-1, :-1] + 1
        self._columns = columns
        self._block = block
        self._eights = eights(padded)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._ends[0])

    def first(self, column: int) -> str:
        """Give the first cell of a column."""
        return self._cell(self._columns[column], 0)

    def instants(self, column: int, zone: ZoneInfo) -> Ints:
        """Read a column of instants to seconds of UTC."""
        place = self._columns[column]
        if not (self._ends[place] - self._starts[place] == CLOCK_LETTERS).all():
            return read_instants(self._cells(place), zone)
        return clocks(self._eights, self._starts[place], zone, lambda row: self._cell(place, row))

    def words(self, column: int, words: Words) -> Ints:
        """Number a column of words."""
        place = self._columns[column]
        lengths = self._ends[place] - self._starts[place]
        longest = int(lengths.max(initial=0))
        if longest > LONGEST_WORD:
            return words.numbered(self._cells(place))
        parts = [self._letters(place, step) for step in range(0, max(longest, 1), EIGHT)]
        found = words.spelled(parts, lambda row: self._cell(place, row))
        return words.numbered(self._cells(place)) if found is None else found

    def numbers(self, column: int) -> NDArray[np.float64]:
        """Read a column of decimal numbers; what is none is NaN."""
        place = self._columns[column]
        whole, behind, is_plain = decimals(self._letters(place, 0), self._ends[place] - self._starts[place])
        # a whole number over a power of ten is rounded once, as Python's own reader rounds it
        found: NDArray[np.float64] = whole / _POWERS[behind]
        odd = np.flatnonzero(~is_plain)
        found[odd] = numbers([self._cell(place, row) for row in odd.tolist()])
        return found

    def _letters(self, place: int, step: int) -> Eights:
        """Give eight letters of each cell of a column from a step on, zeros after what is shorter."""
        starts = self._starts[place]
        lengths = self._ends[place] - starts
        if step:
            starts, lengths = np.minimum(starts + step, self._ends[place]), lengths - step
        return cut(self._eights[starts], lengths)

    def _cell(self, place: int, row: int) -> str:
        return self._block[int(self._starts[place, row]) : int(self._ends[place, row])].decode("utf-8", "replace")

    def _cells(self, place: int) -> list[str]:
        return [self._cell(place, row) for row in range(len(self))]
