"""McNemar's test, exact: whether two ways of looking at the same events differ by more than chance."""

from __future__ import annotations

from fractions import Fraction
from math import comb


def mcnemar(gained: int, lost: int) -> float:
    """Give the two-sided probability of a split as uneven as this, if neither way saw more than the other.

    Only events that one of the two saw tell anything. Source: McNemar 1947, in the exact form (binomial, one half).

    >>> mcnemar(5, 0), mcnemar(3, 3), mcnemar(0, 0)
    (0.0625, 1.0, 1.0)
    """
    told = gained + lost
    fewer = min(gained, lost)
    tail = Fraction(sum(comb(told, each) for each in range(fewer + 1)), 1 << told)
    return float(min(Fraction(1), 2 * tail))
