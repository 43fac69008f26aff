"""Three answers in arrays: no, yes and cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
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


def answer(is_so: Bools, is_known: Bools) -> Truth:
    """Make answers of what is so where it is known.

    >>> answer(np.array([True, False, True]), np.array([True, True, False])).tolist()
    [1, 0, 2]
    """
    return np.where(is_known, is_so, UNKNOWN).astype(np.int8)


def negated(truth: Truth) -> Truth:
    """Turn yes and no around; what cannot be told stays so.

    >>> negated(np.array([0, 1, 2], np.int8)).tolist()
    [1, 0, 2]
    """
    turned: Truth = np.array([YES, NO, UNKNOWN], np.int8)[truth]
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


def all_of(parts: Sequence[Truth]) -> Truth:
    """Tell whether all parts are yes."""
    return at_least(len(parts), parts)


def any_of(parts: Sequence[Truth]) -> Truth:
    """Tell whether any part is yes."""
    return at_least(1, parts)
