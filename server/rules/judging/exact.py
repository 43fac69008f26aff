"""Exact numbers in arrays: whole numerators over whole denominators, compared by multiplying across."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.rules.judging.truth import Bools, Ints, Truth, answer
from server.rules.language.condition import Comparison

HOLDS: Final[Mapping[Comparison, Callable[[Ints, Ints], Bools]]] = {
    Comparison.AT_LEAST: np.greater_equal,
    Comparison.AT_MOST: np.less_equal,
    Comparison.MORE_THAN: np.greater,
    Comparison.LESS_THAN: np.less,
}
_FITS: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Exact:
    """Values ``top / bottom`` where ``known``; ``bottom`` is above zero and may be one number for all."""

    top: Ints
    bottom: Ints
    known: Bools

    def minus(self, other: Exact) -> Exact:
        """Take another value off each; unknown where either is. The bottoms grow no more than they must."""
        bottom: Ints = np.lcm(self.bottom, other.bottom)
        top: Ints = self.top * (bottom // self.bottom) - other.top * (bottom // other.bottom)
        return Exact(top, bottom, self.known & other.known)

    def negative(self) -> Exact:
        """Turn the sign around."""
        return Exact(-self.top, self.bottom, self.known)

    def or_else(self, other: Exact) -> Exact:
        """Take another value where this one is unknown."""
        return Exact(
            np.where(self.known, self.top, other.top),
            np.where(self.known, self.bottom, other.bottom),
            self.known | other.known,
        )

    def of(self, first: int, end: int) -> Exact:
        """Keep the rows ``first`` to ``end`` (not included) of a grid."""
        bottom = np.broadcast_to(self.bottom, self.top.shape)
        return Exact(self.top[first:end], bottom[first:end], self.known[first:end])

    def taken(self, rows: Ints, columns: Ints) -> Exact:
        """Give the values of these places of a grid."""
        bottom = np.broadcast_to(self.bottom, self.top.shape)
        return Exact(self.top[rows, columns], bottom[rows, columns], self.known[rows, columns])

    def compared(self, comparison: Comparison, limit: Exact) -> Truth:
        """Hold each value to a limit.

        >>> half, third = whole(np.array([1]), 2), whole(np.array([1]), 3)
        >>> half.compared(Comparison.MORE_THAN, third).tolist(), third.compared(Comparison.AT_LEAST, half).tolist()
        ([1], [0])
        """
        known = self.known & limit.known
        shared = np.gcd(self.bottom, limit.bottom)
        left = _times(np.where(known, self.top, 0), limit.bottom // shared)
        right = _times(np.where(known, limit.top, 0), self.bottom // shared)
        return answer(HOLDS[comparison](left, right).astype(np.bool_), known)


def _times(top: Ints, factor: Ints) -> Ints:
    """Multiply without ever wrapping around: what does not fit 64 bits is counted by Python itself, slowly."""
    if int(np.abs(top).max(initial=0)) * int(factor.max(initial=1)) < _FITS:
        return top * factor
    return top.astype(object) * factor


def whole(top: Ints, bottom: int = 1) -> Exact:
    """Make known values of numerators over one denominator."""
    return Exact(top, np.array(bottom), np.ones(top.shape, np.bool_))


def constant(top: int, bottom: int = 1) -> Exact:
    """Make one known value that fits any shape."""
    return Exact(np.array(top), np.array(bottom), np.array(True))  # noqa: FBT003  (an array's content, not an option)
