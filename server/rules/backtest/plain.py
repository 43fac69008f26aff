"""A block of plain CSV read at once: bytes in, columns of numbers out, without a string for every cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from server.rules.backtest.instants import CLOCK_LETTERS, clocks, read_instants
from server.rules.backtest.table import Words, numbers
from server.rules.judging.truth import Bools, Ints

Bytes = NDArray[np.uint8]
COMMA, LINE = ord(","), ord("\n")
LONGEST_WORD: Final = 64
LONGEST_NUMBER: Final = 15
"""More digits than a float can tell apart are read one by one."""
_EIGHT: Final = 8
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_ZERO, _NINE, _POINT = ord("0"), ord("9"), ord(".")


class PlainBlock:
    """Whole lines without quotes, each with as many cells as the header; ``columns`` are the places of those wanted."""

    def __init__(self, block: bytes, width: int, columns: Sequence[int]) -> None:
        """Find the cells; raises ValueError if the block is not plain."""
        self._padded: Bytes = np.frombuffer(block + bytes(LONGEST_WORD), np.uint8)
        self._text = self._padded[: len(block)]
        marks = np.flatnonzero((self._text == COMMA) | (self._text == LINE))
        if len(marks) % width or not (self._text[marks[width - 1 :: width]] == LINE).all():
            raise ValueError("rows of different length")
        self._ends: Ints = marks.reshape(-1, width).T.astype(np.int64)
        if not (self._text[self._ends[:-1]] == COMMA).all():
            raise ValueError("rows of different length")
        self._starts: Ints = np.empty_like(self._ends)
        self._starts[1:] = self._ends[:-1] + 1
        self._starts[0, 0] = 0
        self._starts[0, 1:] = self._ends[-1, :-1] + 1
        self._columns = columns
        self._block = block

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
        return clocks(self._letters(place, CLOCK_LETTERS).T, zone, lambda row: self._cell(place, row))

    def words(self, column: int, words: Words) -> Ints:
        """Number a column of words."""
        place = self._columns[column]
        longest = int((self._ends[place] - self._starts[place]).max(initial=0))
        if longest > LONGEST_WORD:
            return words.numbered(self._cells(place))
        parts = self._letters(place, max(1, -(-longest // _EIGHT)) * _EIGHT).view(np.uint64)
        keys = parts[:, 0].copy()
        for part in range(1, parts.shape[1]):
            keys = (keys ^ (keys >> np.uint64(29))) * _MIX + parts[:, part]
        found = np.searchsorted(np.unique(keys), keys)
        rows = np.empty(int(found.max(initial=-1)) + 1, np.int64)
        rows[found] = np.arange(len(found))
        if parts.shape[1] > 1 and not (parts == parts[rows][found]).all():
            return words.numbered(self._cells(place))
        numbered: Ints = words.numbered([self._cell(place, row) for row in rows.tolist()])[found]
        return numbered

    def numbers(self, column: int) -> NDArray[np.float64]:
        """Read a column of decimal numbers; what is none is NaN."""
        place = self._columns[column]
        lengths = self._ends[place] - self._starts[place]
        longest = min(int(lengths.max(initial=0)), LONGEST_NUMBER)
        letters = self._letters(place, max(1, longest))
        whole, decimals = np.zeros(len(self), np.int64), np.zeros(len(self), np.int64)
        is_plain: Bools = (lengths > 0) & (lengths <= LONGEST_NUMBER)
        points = np.zeros(len(self), np.int64)
        for step in range(longest):
            letter = letters[:, step]
            is_digit = (letter >= _ZERO) & (letter <= _NINE)
            is_point = letter == _POINT
            whole = np.where(is_digit, whole * 10 + letter - _ZERO, whole)
            decimals += is_digit & (points > 0)
            points += is_point
            is_plain &= is_digit | is_point | (step >= lengths)
        # a whole number over a power of ten is rounded once, as Python's own reader rounds it
        found: NDArray[np.float64] = whole / np.power(10.0, decimals)
        odd = np.flatnonzero(~is_plain | (points > 1) | (decimals == lengths - 1) & (lengths == 1) & (points > 0))
        found[odd] = numbers([self._cell(place, row) for row in odd.tolist()])
        return found

    def _letters(self, place: int, width: int) -> Bytes:
        """Lay the cells of a column side by side, zeros after what is shorter."""
        starts, lengths = self._starts[place], self._ends[place] - self._starts[place]
        letters: Bytes = sliding_window_view(self._padded, width)[starts]
        if int(lengths.min(initial=width)) < width:
            letters *= np.arange(width) < lengths[:, None]
        return letters

    def _cell(self, place: int, row: int) -> str:
        return self._block[int(self._starts[place, row]) : int(self._ends[place, row])].decode("utf-8", "replace")

    def _cells(self, place: int) -> list[str]:
        return [self._cell(place, row) for row in range(len(self))]
