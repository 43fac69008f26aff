"""What trends, parting averages and sums of small distances rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from server.rules.judging.amounts import day_amount
from server.rules.judging.changes import drift_parts, drift_reference, mean_of
from server.rules.judging.proof import Here, Proof, cell, told
from server.rules.judging.proof_of_measures import bounded, days_behind, measured, newest_day
from server.rules.judging.value import Figure, Span, Value
from server.rules.language.condition import Averages, Drift, Trend

_WEEK_DAYS: Final = 7
_THOUSAND: Final = 1_000


def trend(here: Here, condition: Trend) -> Proof:
    """Give the slope that half of the pairs of days reach, a week, and the days it is of (rule 15)."""
    scene, measure = here.scene, here.scene.measure(condition.measure)
    limit = Fraction(condition.per_week.thousandths, _THOUSAND)
    values: dict[str, Value] = {
        "limit": Figure(amount=limit, unit=measure.unit, is_written=True, is_weekly=True),
        "days": Span(condition.over_days),
    }
    day = newest_day(here, measure)
    if day is None:
        return Proof(values)
    days = scene.frame.days(measure)
    known = [each for each in _back(day, condition.over_days) if days.known[here.row, each]]
    weights = [Fraction(int(days.values[here.row, each]), days.parts * measure.per_unit) for each in known]
    slopes = sorted(
        (weights[later] - weights[earlier]) * _WEEK_DAYS / (known[later] - known[earlier])
        for later in range(len(known))
        for earlier in range(later)
    )
    if slopes and len(known) >= condition.needs_days:
        # at least half of the pairs are as steep as this one: of an even number, the upper of the two in the middle
        values["now"] = Figure(amount=slopes[len(slopes) // 2], unit=measure.unit, is_weekly=True)
    return Proof(values, days_behind(here, measure, known))


def averages(here: Here, condition: Averages) -> Proof:
    """Give the two means and how far they are apart (rule 16)."""
    scene, measure = here.scene, here.scene.measure(condition.measure)
    values: dict[str, Value] = {"days": Span(condition.long_days)}
    day = newest_day(here, measure)
    if day is None:
        return Proof(values)
    days, place = scene.frame.days(measure), (here.row, day)
    short, long = (mean_of(days, back, day) for back in (condition.short_days, condition.long_days))
    now, earlier = (cell(each, place, measure.per_unit) for each, _ in (short, long))
    if long[1][place] < condition.needs_days:
        earlier = None
    apart = None if now is None or earlier is None else abs(now - earlier)
    bound = cell(day_amount(scene, condition.amount, measure, days), place, measure.per_unit)
    values |= told(
        {
            "now": measured(now, measure),
            "earlier": measured(earlier, measure),
            "change": measured(apart, measure, is_apart=True),
            "limit": bounded(bound, condition.amount, measure, is_apart=True),
        }
    )
    return Proof(values, days_behind(here, measure, _back(day, condition.short_days)))


def drift(here: Here, condition: Drift) -> Proof:
    """Give the newest day, what it is held against, and the sum (rule 17)."""
    scene, measure = here.scene, here.scene.measure(condition.measure)
    values: dict[str, Value] = {"days": Span(condition.over_days)}
    day = newest_day(here, measure)
    if day is None:
        return Proof(values)
    days, per_unit = scene.frame.days(measure), measure.per_unit
    held, _ = drift_reference(scene, condition)
    counted = [
        each
        for each in _back(day, condition.over_days)
        if days.known[here.row, each] and held.one((here.row, each)) is not None
    ]
    total = cell(drift_parts(scene, condition)[0], (here.row, day), per_unit)
    bound = cell(day_amount(scene, condition.by, measure, days), (here.row, day), per_unit)
    values |= told(
        {
            "now": measured(Fraction(int(days.values[here.row, day]), days.parts * per_unit), measure),
            "earlier": measured(cell(held, (here.row, counted[-1]), per_unit), measure) if counted else None,
            "change": measured(total, measure, is_apart=True),
            "limit": bounded(bound, condition.by, measure, is_apart=True),
        }
    )
    return Proof(values, days_behind(here, measure, counted))


def _back(day: int, count: int) -> range:
    """Give the places of so many days that end with this one, oldest first."""
    return range(max(day - count + 1, 0), day + 1)
