"""Chance: the dice of one patient for one purpose, the same whatever happens to anybody else."""

from __future__ import annotations

import math
from hashlib import sha256
from random import Random

DAYS_IN_YEAR = 365.25


class Chance(Random):
    """Dice that always fall alike for the same seed, patient and purpose.

    >>> Chance.of(7, 12, "weight").random() == Chance.of(7, 12, "weight").random()
    True
    >>> Chance.of(7, 12, "weight").random() == Chance.of(7, 12, "pulse").random()
    False
    """

    @classmethod
    def of(cls, seed: int, number: int, purpose: str) -> Chance:
        """Make the dice of patient ``number`` for ``purpose``: a new use of chance moves no other number."""
        return cls(int.from_bytes(sha256(f"{seed}/{number}/{purpose}".encode()).digest(), "big"))

    def happens(self, probability: float) -> bool:
        """Tell whether something of this probability happens."""
        return self.random() < probability

    def between(self, span: tuple[float, float]) -> float:
        """Give a number somewhere in the span, ends included."""
        return span[0] + (span[1] - span[0]) * self.random()

    def around(self, median: float, spread: float) -> float:
        """Give a number that is never negative: log-normal, ``spread`` the standard deviation of its logarithm."""
        return median * math.exp(self.gauss(0, spread))

    def waiting(self, per_year: float) -> float:
        """Give the days until something next happens that happens ``per_year`` times a year."""
        return -math.log(1 - self.random()) * DAYS_IN_YEAR / per_year if per_year > 0 else math.inf

    def moments(self, per_year: float, first: float, last: float) -> list[float]:
        """Give the days between first and last on which something happens, ``per_year`` times a year."""
        found = []
        day = first + self.waiting(per_year)
        while day < last:
            found.append(day)
            day += self.waiting(per_year)
        return found
