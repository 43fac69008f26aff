"""Three answers in arrays: no, yes and cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Truth = NDArray[np.int8]
"""Answers: NO, YES or UNKNOWN, of any shape."""
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO: Final = 0
YES: Final = 1
UNKNOWN: Final = 2
_UNKNOWN: Final = np.int8(UNKNOWN)
_TURNED: Final = np.array([YES, NO, UNKNOWN], np.int8)
# two answers at a time, row and column in the order no, yes, cannot tell
_BOTH: Final = np.array([[NO, NO, NO], [NO, YES, UNKNOWN], [NO, UNKNOWN, UNKNOWN]], np.int8)
_EITHER: Final = np.array([[NO, YES, UNKNOWN], [YES, YES, YES], [UNKNOWN, YES, UNKNOWN]], np.int8)


def answer(is_so: Bools, is_known: Bools) -> Truth:
    """Make answers of what is so where it is known.

    >>> answer(np.array([True, False, True]), np.array([True, True, False])).tolist()
    [1, 0, 2]
    """
    return np.where(is_known, is_so.view(np.int8), _UNKNOWN)


def unknown(count: int) -> Truth:
    """Make so many answers that cannot be told."""
    return np.full(count, _UNKNOWN)


def negated(truth: Truth) -> Truth:
    """Turn yes and no around; what cannot be told stays so.

    >>> negated(np.array([0, 1, 2], np.int8)).tolist()
    [1, 0, 2]
    """
    turned: Truth = _TURNED[truth]
    return turned


def at_least(least: int, parts: Sequence[Truth]) -> Truth:
    """Tell whether at least so many of the parts are yes, where the unknown ones cannot change it.

    >>> at_least(2, [np.array([1, 1, 0], np.int8), np.array([1, 2, 2], np.int8), np.array([2, 0, 0], np.int8)]).tolist()
    [1, 2, 0]
    """
    stacked = np.stack(parts)
    return of_counts(least, (stacked == YES).sum(axis=0), (stacked == UNKNOWN).sum(axis=0))


def of_counts(least: int, yes: Ints, unknown: Ints) -> Truth:
    """Tell the same from how many are yes and how many cannot tell."""
    return answer(yes >= least, (yes >= least) | (yes + unknown < least))


def all_of(parts: Iterable[Truth]) -> Truth:
    """Tell whether all parts are yes; once none can be any more, the others are not asked for.

    >>> all_of([np.array([1, 1, 2], np.int8), np.array([1, 2, 0], np.int8)]).tolist()
    [1, 2, 0]
    """
    return _folded(_BOTH, parts, NO)


def any_of(parts: Iterable[Truth]) -> Truth:
    """Tell whether any part is yes; once all are, the others are not asked for.

    >>> any_of([np.array([1, 0, 2], np.int8), np.array([2, 2, 2], np.int8)]).tolist()
    [1, 2, 2]
    """
    return _folded(_EITHER, parts, YES)


def _folded(table: Truth, parts: Iterable[Truth], settled: int) -> Truth:
    """Make one answer of several, two at a time, until all are settled."""
    left = iter(parts)
    found = next(left)
    while (found != settled).any():
        part = next(left, None)
        if part is None:
            break
        found = table[found, part]
    return found
