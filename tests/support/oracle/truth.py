"""Three answers, and how several make one (rules 4 and 22)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from server.rules.language.condition import Comparison


class Truth(StrEnum):
    """Yes, no, or nobody can tell."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"


def told(is_so: bool) -> Truth:
    """Say what is known.

    >>> told(True), told(False)
    (<Truth.YES: 'yes'>, <Truth.NO: 'no'>)
    """
    return Truth.YES if is_so else Truth.NO


def opposite(truth: Truth) -> Truth:
    """Turn yes and no around; what cannot be told stays so."""
    return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(truth, Truth.CANNOT_TELL)


def all_of(truths: Iterable[Truth]) -> Truth:
    """No if any is no; else cannot tell if any cannot; else yes."""
    found = list(truths)
    return next((truth for truth in (Truth.NO, Truth.CANNOT_TELL) if truth in found), Truth.YES)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Yes if any is yes; else cannot tell if any cannot; else no."""
    found = list(truths)
    return next((truth for truth in (Truth.YES, Truth.CANNOT_TELL) if truth in found), Truth.NO)


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """Yes if so many are; no if even the unknown ones would not make so many; else cannot tell."""
    found = list(truths)
    if found.count(Truth.YES) >= count:
        return Truth.YES
    return Truth.NO if found.count(Truth.YES) + found.count(Truth.CANNOT_TELL) < count else Truth.CANNOT_TELL


def compare(value: Fraction | int, comparison: Comparison, limit: Fraction | int) -> bool:
    """Hold a value against a limit.

    >>> compare(2, Comparison.AT_LEAST, 2), compare(2, Comparison.MORE_THAN, 2)
    (True, False)
    """
    return {
        Comparison.AT_LEAST: value >= limit,
        Comparison.AT_MOST: value <= limit,
        Comparison.MORE_THAN: value > limit,
        Comparison.LESS_THAN: value < limit,
    }[comparison]
