"""Scales: from values to places in a picture, and the round values that stand at an axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

_ROUND: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Lays values from ``low`` to ``high`` between two places; ``start`` may be the greater one.

    >>> Scale(0, 10, 200, 100)(2.5)
    175.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Give the place of a value; what lies outside stands at the edge."""
        span = self.high - self.low
        share = 0.0 if not span else min(1.0, max(0.0, (value - self.low) / span))
        return self.start + share * (self.end - self.start)


def step_of(span: float, about: int) -> float:
    """Give a round step (1, 2 or 5 of some power of ten) that divides a span in at most about so many.

    >>> step_of(3.7, 4), step_of(0.9, 5), step_of(130, 5), step_of(0, 5)
    (1.0, 0.2, 50.0, 1.0)
    """
    if span <= 0:
        return 1.0
    rough = span / max(1, about)
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * each for each in _ROUND if power * each >= rough * (1 - 1e-9))


def marks(low: float, high: float, about: int) -> list[float]:
    """Give the round values within a span.

    >>> marks(0, 3.7, 4), marks(78.4, 81.2, 3)
    ([0.0, 1.0, 2.0, 3.0], [79.0, 80.0, 81.0])
    """
    step = step_of(high - low, about)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 9) for number in range(first, last + 1)]


def top(highest: float, about: int) -> float:
    """Give the round value at which an axis from nothing ends, so that what is highest fits.

    >>> top(3.7, 4), top(0.0, 4), top(0.62, 5)
    (4.0, 1.0, 0.8)
    """
    step = step_of(highest, about)
    return max(step, round(math.ceil(highest / step - 1e-9) * step, 9))
