"""Which readings count: plausible ones, without those that may be somebody else's (rule 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from statistics import median

from oracle.calendar_days import LocalDays
from oracle.story import Reading
from server.rules.language.quantity import Quantity
from server.rules.language.signal import Gate, Measure

ROBUST = Fraction(14_826, 10_000)
"""What makes a median distance a standard deviation."""


def steps(quantity: Quantity, measure: Measure) -> Fraction:
    """Count a quantity in the measure's steps, between two of them too."""
    return Fraction(quantity.thousandths * measure.per_unit, 1_000)


def middle(values: Iterable[Fraction | int]) -> Fraction:
    """Give the median, of an even number the mean of the two in the middle.

    >>> middle([3, 1]), middle([5, 1, 2])
    (Fraction(2, 1), Fraction(2, 1))
    """
    return Fraction(median([Fraction(value) for value in values]))


def spread(values: Sequence[Fraction | int]) -> Fraction:
    """Give 1.4826 times the median distance from the median."""
    centre = middle(values)
    return ROBUST * middle(abs(value - centre) for value in values)


def counts(reading: Reading, plausible: Sequence[Reading], measure: Measure, days: LocalDays) -> bool:
    """Tell whether a plausible reading counts among the others that are known."""
    gate = measure.gate
    if gate is None or reading.is_vouched:
        return True
    others = [other for other in plausible if other.number != reading.number]
    return not _is_questioned(reading, others, measure, gate, days) or any(
        days.is_apart_at_most(other.at, reading.at, gate.witness_period)
        and abs(other.value - reading.value) <= steps(gate.witness_within, measure)
        for other in others
    )


def _is_questioned(reading: Reading, others: Sequence[Reading], measure: Measure, gate: Gate, days: LocalDays) -> bool:
    oldest_at = reading.at - timedelta(hours=24) * gate.days
    recent = [other for other in others if oldest_at < other.at <= reading.at]
    if len(recent) < gate.needs:
        return False
    values = [other.value for other in recent]
    distance = abs(reading.value - middle(values))
    days_between = (days.day_of(reading.at) - days.day_of(max(other.at for other in recent))).days
    allowed = steps(gate.allow, measure) + steps(gate.allow_per_day, measure) * days_between
    return distance > allowed and distance > Fraction(gate.spreads_tenths, 10) * spread(values)
