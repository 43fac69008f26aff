"""Eight letters at a time as one whole number, the first in its lowest byte: thousands of cells are read at once so."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.truth import Bools, Ints

Bytes = NDArray[np.uint8]
Eights = NDArray[np.uint64]
EIGHT: Final = 8
_ZEROS: Final = np.uint64(0x3030303030303030)
_BEYOND_NINE: Final = np.uint64(0x7676767676767676)
_HIGH: Final = np.uint64(0x8080808080808080)
_ONES: Final = np.uint64(0x0101010101010101)
_POINT: Final = np.uint64(0x1E1E1E1E1E1E1E1E)
"""A point, as a digit would be told by its letter."""
_EVERY: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_KEPT: Final = np.array([(1 << bits) - 1 for bits in range(0, 65, EIGHT)], np.uint64)
"""What keeps so many letters."""
_PAIRS: Final = np.uint64(0x00FF00FF00FF00FF)
_FOURS: Final = np.uint64(0x0000FFFF0000FFFF)
_WHOLE: Final = np.uint64(0xFFFFFFFF)


def eights(text: Bytes) -> Eights:
    """Give, for each place of a text but the last seven, the eight letters from it on; nothing is copied."""
    return np.ndarray((len(text) - EIGHT + 1,), "<u8", text, 0, (1,))


def cut(letters: Eights, lengths: Ints) -> Eights:
    """Keep so many letters of each: none, if there are less than one, and no more than eight."""
    return letters & _KEPT.take(lengths, mode="clip")


def are_digits(numbers: Eights) -> Bools:
    """Tell where each of eight bytes is a digit, from 0 to 9."""
    found: Bools = ((numbers + _BEYOND_NINE | numbers) & _HIGH) == 0
    return found


def pairs(numbers: Eights) -> Eights:
    """Give in each byte the number that its digit and the one after it are together.

    >>> hex(int(pairs(np.array([0x0000000000090102], np.uint64))[0]))
    '0x5a1315'
    """
    return numbers * np.uint64(10) + (numbers >> np.uint64(EIGHT))


def decimals(letters: Eights, lengths: Ints) -> tuple[Ints, Ints, Bools]:
    """Read decimal numbers of one to eight letters: all their digits, how many stand after the point, and if it is one.

    >>> cell = eights(np.frombuffer(b"81.42,kg", np.uint8))
    >>> [each.tolist() for each in decimals(cut(cell, np.array([5])), np.array([5]))]
    [[8142], [2], [True]]
    """
    empty = ((EIGHT - np.clip(lengths, 1, EIGHT)) * EIGHT).astype(np.uint64)
    told = (letters << empty) ^ (_ZEROS & (_EVERY << empty))
    apart = told ^ _POINT
    points = (apart - _ONES) & ~apart & _HIGH
    before, after = (points >> np.uint64(EIGHT - 1)) - np.uint64(1), ~((points << np.uint64(1)) - np.uint64(1))
    # the digits before a point move up to those after it
    digits = np.where(points > 0, (told & before) << np.uint64(EIGHT) | told & after, told)
    is_one = (lengths > 0) & (lengths <= EIGHT) & are_digits(digits) & ((points & (points - np.uint64(1))) == 0)
    is_one &= (points == 0) | (lengths > 1)
    behind = np.where(points > 0, np.bitwise_count(after) // EIGHT, 0).astype(np.int64)
    return _read(digits).astype(np.int64), behind, is_one


def _read(digits: Eights) -> Eights:
    """Read eight digits, the first in the lowest byte."""
    two = pairs(digits) & _PAIRS
    four = (two * np.uint64(100) + (two >> np.uint64(2 * EIGHT))) & _FOURS
    return (four * np.uint64(10_000) + (four >> np.uint64(4 * EIGHT))) & _WHOLE
