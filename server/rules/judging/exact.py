"""Exact numbers in arrays: whole numerators over whole denominators, compared by multiplying across."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import gcd, lcm
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.truth import Bools, Ints, Truth, answer
from server.rules.language.condition import Comparison

HOLDS: Final[Mapping[Comparison, Callable[[Ints, Ints], Bools]]] = {
    Comparison.AT_LEAST: np.greater_equal,
    Comparison.AT_MOST: np.less_equal,
    Comparison.MORE_THAN: np.greater,
    Comparison.LESS_THAN: np.less,
}
Kept = TypeVar("Kept", bound=np.generic)
_FITS: Final = 1 << 62
EVERYWHERE: Final = np.ones((), np.bool_)
"""Known, whatever the shape."""


@dataclass(frozen=True, slots=True)
class Exact:
    """Values ``top / bottom`` where ``known``; ``bottom`` is above zero, and most often one number for all."""

    top: Ints
    bottom: Ints | int
    known: Bools

    def minus(self, other: Exact) -> Exact:
        """Take another value off each; unknown where either is. The bottoms grow no more than they must."""
        known = self.known & other.known
        if isinstance(self.bottom, int) and isinstance(other.bottom, int):
            shared = lcm(self.bottom, other.bottom)
            return Exact(_grown(self, shared) - _grown(other, shared), shared, known)
        bottom: Ints = np.lcm(self.bottom, other.bottom)
        top: Ints = self.top * (bottom // self.bottom) - other.top * (bottom // other.bottom)
        return Exact(top, bottom, known)

    def or_else(self, other: Exact) -> Exact:
        """Take another value where this one is unknown."""
        is_one = isinstance(self.bottom, int) and isinstance(other.bottom, int) and self.bottom == other.bottom
        return Exact(
            np.where(self.known, self.top, other.top),
            self.bottom if is_one else np.where(self.known, self.bottom, other.bottom),
            self.known | other.known,
        )

    def of(self, first: int, end: int) -> Exact:
        """Keep the rows ``first`` to ``end`` (not included) of a grid."""
        bottom = self.bottom if isinstance(self.bottom, int) else self.bottom[first:end]
        return Exact(self.top[first:end], bottom, self.known[first:end])

    def at(self, places: tuple[Ints, ...]) -> Exact:
        """Give the values at these places, one index for each axis; what is one for all stands at every place."""
        bottom = self.bottom if isinstance(self.bottom, int) else _at(self.bottom, places)
        return Exact(_at(self.top, places), bottom, _at(self.known, places))

    def one(self, place: tuple[int, ...]) -> tuple[int, int] | None:
        """Give the numerator and the denominator of one value, None where it is unknown.

        >>> whole(np.array([[3, 4]]), 2).one((0, 1)), constant(1, 2).one((0, 1))
        ((4, 2), (1, 2))
        """
        if not _at(self.known, place):
            return None
        bottom = self.bottom if isinstance(self.bottom, int) else int(_at(self.bottom, place))
        return int(_at(self.top, place)), bottom

    def taken(self, rows: Ints, columns: Ints) -> Exact:
        """Give the values of these places of a grid."""
        bottom = self.bottom if isinstance(self.bottom, int) else self.bottom[rows, columns]
        return Exact(self.top[rows, columns], bottom, self.known[rows, columns])

    def compared(self, comparison: Comparison, limit: Exact) -> Truth:
        """Hold each value to a limit.

        >>> half, third = whole(np.array([1]), 2), whole(np.array([1]), 3)
        >>> half.compared(Comparison.MORE_THAN, third).tolist(), third.compared(Comparison.AT_LEAST, half).tolist()
        ([1], [0])
        """
        known = self.known & limit.known
        if isinstance(self.bottom, int) and isinstance(limit.bottom, int):
            shared: Ints | int = gcd(self.bottom, limit.bottom)
        else:
            shared = np.gcd(self.bottom, limit.bottom)
        left = _times(self.top, limit.bottom // shared, known)
        right = _times(limit.top, self.bottom // shared, known)
        held = HOLDS[comparison](left, right)
        return answer(held if held.dtype == np.bool_ else held.astype(np.bool_), known)


def _at(values: NDArray[Kept], place: tuple[Any, ...]) -> NDArray[Kept]:
    """Give what stands at a place, or at some places; of what is one for all, that one."""
    found: NDArray[Kept] = values[place] if values.ndim else values
    return found


def _grown(value: Exact, bottom: int) -> Ints:
    """Give the numerators over a bottom that is a multiple of the value's own."""
    factor = bottom // int(value.bottom)
    return value.top if factor == 1 else value.top * factor


def _times(top: Ints, factor: Ints | int, known: Bools) -> Ints:
    """Multiply without ever wrapping around: what does not fit 64 bits is counted by Python itself, slowly."""
    if isinstance(factor, int) and factor == 1:
        return top
    top = np.where(known, top, 0)
    most = factor if isinstance(factor, int) else int(factor.max(initial=1))
    if int(np.abs(top).max(initial=0)) * most < _FITS:
        fits: Ints = top * factor
        return fits
    wide: NDArray[Any] = top.astype(object) * factor
    return wide


def whole(top: Ints, bottom: int = 1) -> Exact:
    """Make known values of numerators over one denominator."""
    return Exact(top, bottom, EVERYWHERE)


NOTHING: Final = Exact(np.zeros((), np.int64), 1, np.zeros((), np.bool_))
"""No value, whatever the shape."""


def constant(top: int, bottom: int = 1) -> Exact:
    """Make one known value that fits any shape."""
    shared = gcd(top, bottom)
    return Exact(np.array(top // shared), bottom // shared, EVERYWHERE)
