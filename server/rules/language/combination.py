"""Combinations of conditions: all, any, none, so many of, one after another, and points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.rules.language.condition import Comparison, Sign
from server.rules.language.quantity import Amount, Period
from server.rules.language.repeat import DaysInARow


class Gathering(StrEnum):
    """How the answers of the parts make one."""

    ALL = "all_of"
    ANY = "any_of"
    NONE = "none_of"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``all_of:``, ``any_of:``, ``none_of:`` or ``at_least: 2`` + ``of:``.

    ``within``: each part counts if it held at some moment of the period. ``for_days``: the whole must have held without
    a break for so many days. ``least`` is of AT_LEAST only.
    """

    gathering: Gathering
    parts: tuple[Condition, ...]
    least: int | None = None
    within: Period | None = None
    for_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """``first:`` / ``then:`` (/ ``then_also:``) / ``within:``: two or three steps, each after the one before."""

    steps: tuple[Condition, ...]
    within: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """One line of a score: so many points if the condition held at some moment of the look-back."""

    points: int
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """``score: {at_least: limit, from: [...], look_back: 3 days, if_unknown: count as zero and say so}``.

    In ``clear_when`` a score without ``from`` counts the lines of ``raise_when``'s; the reader fills them in.
    ``is_unknown_zero`` False: while a line that could decide is unknown, the score cannot tell.
    """

    comparison: Comparison
    amount: Amount
    lines: tuple[Points, ...]
    look_back: Period
    is_unknown_zero: bool = True
    on: DaysInARow | None = None


Combination = Group | Sequence | Score
"""Several conditions made into one."""

Condition = Sign | Combination
"""What may stand under ``raise_when``, ``unless`` and ``clear_when``, at most three deep."""
