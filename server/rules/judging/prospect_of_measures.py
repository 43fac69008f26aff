"""Whether a limit, a change or a curve may be so: by what the days' values lie between, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from server.rules.judging.bands import BEYOND, PARTS, Band, Daily, around, mean, slid
from server.rules.judging.changes import drift_limit
from server.rules.judging.prospect import Prospect, distance, may_hold
from server.rules.judging.truth import Bools
from server.rules.language.condition import Averages, Change, Drift, Limit, Reference, Trend
from server.rules.language.repeat import DaysInARow, Repeat
from server.rules.language.rule import Rule
from server.rules.language.signal import Measure

Measured = Limit | Change | Averages | Trend | Drift
_WEEK_DAYS = 7
_DAYS_BEFORE = frozenset({Reference.PREVIOUS_DAY, Reference.LEVEL_BEFORE})


def measured(prospect: Prospect, rule: Rule, condition: Measured) -> Bools:
    """Tell of whom a sign of a measure may be so; of nobody, where there is no reading of it."""
    measure = prospect.measure(condition.measure)
    daily = prospect.bands.daily(measure)
    if daily is None:
        return prospect.bands.nobody
    return _SIGNS[type(condition)](prospect, rule, condition, measure, daily)


def _limit(prospect: Prospect, rule: Rule, condition: Limit, measure: Measure, daily: Daily) -> Bools:
    """Tell of whom a value, or its distance from a reference, may be beyond a limit."""
    days = prospect.cells(rule, condition)
    limit_ = prospect.limit(condition.amount, rule, measure, days)
    if _is_out_of_reach(prospect, daily, measure, condition, limit_):
        return prospect.bands.nobody
    value = _value(prospect, daily, measure, condition.using, days, condition.needs)
    if condition.reference is not None:
        value = distance(value, _reference(prospect, daily, measure, condition, days), condition)
    return _on_days(may_hold(value, condition.comparison, limit_), condition.on)


def _is_out_of_reach(prospect: Prospect, daily: Daily, measure: Measure, condition: Limit, limit_: Band) -> bool:
    """Tell whether nobody's readings, whatever is made of them, can reach a limit; or whether it is of nothing."""
    named = {condition.reference, condition.or_else} - {None}
    if named:
        return not any(name in prospect.agreed or name in measure.windows or name in _DAYS_BEFORE for name in named)
    if condition.using is not None and condition.using in measure.windows:
        return False
    is_upwards = condition.comparison.is_upwards
    return daily.most < int(limit_.low.min()) if is_upwards else daily.least > int(limit_.high.max())


def _on_days(held: Bools, on: Repeat | None) -> Bools:
    """Tell of whom something holds on a day, or on so many days in a row."""
    if not held.any():
        return np.zeros(len(held), np.bool_)
    for _ in range(on.count - 1 if isinstance(on, DaysInARow) else 0):
        held = held[:, 1:] & held[:, :-1]
    found: Bools = np.asarray(held.any(axis=1))
    return found


def _value(
    prospect: Prospect, daily: Daily, measure: Measure, using: str | None, days: int, needs: int | None = None
) -> Band:
    """Give what is held to a limit on each day lies between."""
    if using is None:
        return daily.band.last(days)
    is_there = (daily.count > 0)[:, -days:]
    if using in measure.windows:
        return prospect.window(daily, measure, using, days).where(is_there)
    over = measure.protocols[using].days + 1
    enough = slid(daily.count, over, 0, days).sum(axis=-1) >= (needs or 1)
    return around(daily.band, over, 0, days).where(is_there & enough)


def _reference(prospect: Prospect, daily: Daily, measure: Measure, condition: Limit, days: int) -> Band:
    """Give what a distance is counted from on each day lies between; what stands in for it may as well be it."""
    found = _named(prospect, daily, measure, condition.reference or "", days)
    if condition.or_else is None:
        return found
    return found.joined(_named(prospect, daily, measure, condition.or_else, days))


def _named(prospect: Prospect, daily: Daily, measure: Measure, named: str, days: int) -> Band:
    if named in measure.windows:
        return prospect.window(daily, measure, named, days)
    if named == Reference.PREVIOUS_DAY:
        return around(daily.band, 1, 1, days)
    if named == Reference.LEVEL_BEFORE:
        anything = np.array([[BEYOND]])
        return Band(-anything, anything)
    return prospect.agreement(named, measure)


def _change(prospect: Prospect, rule: Rule, condition: Change, measure: Measure, daily: Daily) -> Bools:
    """Tell of whom a day may lie so far above the lowest, or under the highest, of the days before it."""
    days, back = prospect.cells(rule, condition), condition.within_days or 1
    limit_ = prospect.limit(condition.by, rule, measure, days).low
    longer = _value(prospect, daily, measure, condition.using, days + back)
    now, before = longer.last(days), around(longer, back, 1, days)
    one, other = (now, before) if condition.is_rise else (before, now)
    is_so = one.high - other.low >= limit_
    found: Bools = np.asarray((is_so & now.known & before.known).any(axis=1))
    return found


def _averages(prospect: Prospect, rule: Rule, condition: Averages, measure: Measure, daily: Daily) -> Bools:
    """Tell of whom the mean of a few days may lie so far from the mean of many."""
    days = prospect.cells(rule, condition)
    limit_ = prospect.limit(condition.amount, rule, measure, days)
    is_enough = slid(daily.count > 0, condition.long_days, 0, days).sum(axis=-1) >= condition.needs_days
    is_there = (daily.count > 0)[:, -days:] & is_enough
    if not is_there.any():
        return prospect.bands.nobody
    short, long = (_mean(daily, over, days) for over in (condition.short_days, condition.long_days))
    apart = Band(short.low - long.high, short.high - long.low).where(is_there)
    return _on_days(may_hold(apart, condition.comparison, limit_), condition.on)


def _mean(daily: Daily, over: int, days: int) -> Band:
    """Give what the mean of so many days lies between; of whom something is unsure, the band around all of them."""
    count = np.maximum(slid(daily.count > 0, over, 0, days).sum(axis=-1), 1)
    found = mean(slid(daily.band.low, over, 0, days), slid(daily.band.high, over, 0, days), count)
    if not daily.is_unsure.any():
        return found
    whole, unsure = around(daily.band, over, 0, days), daily.is_unsure[:, None]
    return Band(np.where(unsure, whole.low, found.low), np.where(unsure, whole.high, found.high))


def _trend(prospect: Prospect, rule: Rule, condition: Trend, measure: Measure, daily: Daily) -> Bools:
    """Tell of whom the values lie so far apart that they may rise so fast."""
    days = prospect.cells(rule, condition)
    steep = condition.per_week.thousandths * measure.per_unit * (PARTS // 1_000)
    is_enough = slid(daily.count > 0, condition.over_days, 0, days).sum(axis=-1) >= condition.needs_days
    whole = around(daily.band, condition.over_days, 0, days)
    found: Bools = (whole.known & is_enough & ((whole.high - whole.low) * _WEEK_DAYS >= steep)).any(axis=1)
    return found


def _drift(prospect: Prospect, rule: Rule, condition: Drift, measure: Measure, daily: Daily) -> Bools:
    """Tell of whom the days may lie so far from a reference that the distances add up."""
    against = drift_limit(condition)
    days = prospect.bands.days_from(prospect.lookback(rule, condition).cells + condition.over_days)
    apart = distance(daily.band.last(days), _reference(prospect, daily, measure, against, days), against)
    leak = condition.leak.thousandths * measure.per_unit * (PARTS // 1_000)
    daily_most = np.where(apart.known, apart.high - leak, 0).max(axis=1)
    limit_ = prospect.limit(condition.by, rule, measure, prospect.cells(rule, condition)).low.min(axis=1)
    is_so: Bools = (np.maximum(daily_most, 0) * condition.over_days >= limit_) & apart.known.any(axis=1)
    return is_so


_SIGNS: Final[Mapping[type, Callable[[Prospect, Rule, Any, Measure, Daily], Bools]]] = {
    Limit: _limit,
    Change: _change,
    Averages: _averages,
    Trend: _trend,
    Drift: _drift,
}
