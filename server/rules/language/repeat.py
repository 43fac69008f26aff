"""How often a sign must be there: days in a row, so many of the last readings, or several close together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.rules.language.quantity import Period


class Basis(StrEnum):
    """What is looked at one by one: the day's value, a sitting's mean, or each reading."""

    DAY = "day"
    SITTING = "sitting"
    READING = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysInARow:
    """``on: 2 days in a row``: consecutive local days, the last of them the newest day with a value."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTheLast:
    """``on: 2 of last 3 readings within 7 days``: of the last ``among`` of the period, at least ``count``."""

    count: int
    among: int
    basis: Basis
    within: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTogether:
    """``on: 2 readings within 30 minutes``: so many of the newest reading and those at most so long before it."""

    count: int
    within: Period


Repeat = DaysInARow | OfTheLast | CloseTogether
"""What ``on:`` may say."""
