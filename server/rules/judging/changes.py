"""Changes from day to day: rises and falls, trends, averages that part, and sums of small distances."""

from __future__ import annotations

import numpy as np

from server.rules.judging.amounts import THOUSAND, day_amount, reference
from server.rules.judging.column import distinct
from server.rules.judging.days import Days
from server.rules.judging.exact import Exact, constant
from server.rules.judging.limits import distance, on_days
from server.rules.judging.needs import run_of
from server.rules.judging.scene import Scene
from server.rules.judging.truth import UNKNOWN, Bools, Ints, Truth, answer
from server.rules.judging.windows import count_between, lowest, padded, reach, running_count, window
from server.rules.language.condition import Averages, Change, Comparison, Drift, Limit, Trend
from server.rules.language.signal import Measure

_LARGE = np.iinfo(np.int64).max // 4
_WEEK_DAYS = 7


def change(scene: Scene, condition: Change) -> Truth:
    """Hold the newest day to the lowest or highest of the days before (rule 14)."""
    return on_days(scene, scene.measure(condition.measure), lambda: change_grid(scene, condition), None)


def change_grid(scene: Scene, condition: Change) -> Truth:
    """Judge a change on every day of the frame."""
    measure = scene.measure(condition.measure)
    days = scene.frame.days(measure)

    def judged() -> Truth:
        now, level = change_parts(scene, condition)
        rise = now.minus(level) if condition.is_rise else level.minus(now)
        return rise.compared(Comparison.AT_LEAST, day_amount(scene, condition.by, measure, days))

    return scene.grid(condition, judged)


def change_parts(scene: Scene, condition: Change) -> tuple[Exact, Exact]:
    """Give each day's value and what it is held against, made once."""
    return scene.frame.kept.once(scene.key("change", condition), lambda: _change_parts(scene, condition))


def _change_parts(scene: Scene, condition: Change) -> tuple[Exact, Exact]:
    measure = scene.measure(condition.measure)
    days = scene.frame.days(measure)
    known = days.known
    if condition.using is None:
        values, bottom = days.values, days.parts
    else:
        smooth = window(scene.frame, measure, condition.using)
        # one bottom for all: a window has one, unless a floor was put under it
        bottom = int(np.max(smooth.bottom))
        values, known = np.asarray(smooth.top * (bottom // smooth.bottom), np.int64), smooth.known & known
    if condition.within_days is None:
        known = known & days.is_morning
    back = condition.within_days or 1
    sign = 1 if condition.is_rise else -1
    since = scene.frame.judged.since(run_of(None))
    told = np.where(known, values if sign == 1 else -values, _LARGE)
    before = padded(lowest(told, since, back, _LARGE), since, _LARGE)
    return Exact(values, bottom, known), Exact(sign * before, bottom, before != _LARGE)


def trend(scene: Scene, condition: Trend) -> Truth:
    """Tell whether the median of all pairwise slopes is at least so much a week (rule 15)."""
    return on_days(scene, scene.measure(condition.measure), lambda: trend_grid(scene, condition), condition.on)


def trend_grid(scene: Scene, condition: Trend) -> Truth:
    """Judge a trend on every day of the frame."""
    return scene.grid(condition, lambda: _steep(scene, condition, scene.measure(condition.measure)))


def _steep(scene: Scene, condition: Trend, measure: Measure) -> Truth:
    days, over = scene.frame.days(measure), condition.over_days
    since, values = scene.frame.judged.since(run_of(condition.on)), np.where(days.known, days.values, 0)
    slope = condition.per_week.thousandths * measure.per_unit * days.parts
    ends = np.arange(since, scene.frame.count)
    begins = np.maximum(ends - over + 1, 0)
    pairs, steep = (np.zeros((len(values), len(ends)), np.int64) for _ in range(2))
    for apart in range(1, min(over, scene.frame.count)):
        # a whole number of steps is so steep if it is as many as that, rounded up
        least = -(-slope * apart // (_WEEK_DAYS * THOUSAND))
        both = days.known[:, apart:] & days.known[:, :-apart]
        rises = both & (values[:, apart:] - values[:, :-apart] >= least)
        firsts, lasts = np.minimum(begins, both.shape[1]), np.maximum(ends - apart + 1, 0)
        pairs += np.maximum(count_between(both, firsts, lasts), 0)
        steep += np.maximum(count_between(rises, firsts, lasts), 0)
    enough = (count_between(days.known, begins, ends + 1) >= condition.needs_days) & (pairs > 0)
    grid = padded(answer(2 * steep >= pairs, enough), since, UNKNOWN)
    return np.where(days.known, grid, np.int8(UNKNOWN))


def averages(scene: Scene, condition: Averages) -> Truth:
    """Hold the mean of a few days to the mean of many (rule 16)."""
    return on_days(scene, scene.measure(condition.measure), lambda: averages_grid(scene, condition), condition.on)


def averages_grid(scene: Scene, condition: Averages) -> Truth:
    """Judge averages on every day of the frame."""
    return scene.grid(condition, lambda: _apart(scene, condition, scene.measure(condition.measure)))


def _apart(scene: Scene, condition: Averages, measure: Measure) -> Truth:
    days = scene.frame.days(measure)
    since = scene.frame.judged.since(run_of(condition.on))
    short, _ = mean_of(days, condition.short_days, since)
    long, count = mean_of(days, condition.long_days, since)
    apart = short.minus(long)
    known = apart.known & days.known & (count >= condition.needs_days)
    limit = day_amount(scene, condition.amount, measure, days)
    return Exact(apart.top, apart.bottom, known).compared(condition.comparison, limit)


def mean_of(days: Days, back: int, since: int) -> tuple[Exact, Ints]:
    """Give, from a day on, the mean of the known values of so many days that end there, and how many they are."""
    ends = np.arange(since, days.known.shape[1]) + 1
    begins = np.maximum(ends - back, 0)
    running = running_count(np.where(days.known, days.values, 0))
    count = padded(count_between(days.known, begins, ends), since)
    total = padded(running[:, ends] - running[:, begins], since)
    return Exact(total, np.maximum(count, 1) * days.parts, count > 0), count


def drift(scene: Scene, condition: Drift) -> Truth:
    """Add up the daily distances beyond what leaks away, never under zero (rule 17)."""
    return on_days(scene, scene.measure(condition.measure), lambda: drift_grid(scene, condition), None)


def drift_grid(scene: Scene, condition: Drift) -> Truth:
    """Judge a drift on every day of the frame."""
    measure = scene.measure(condition.measure)
    days = scene.frame.days(measure)

    def judged() -> Truth:
        total, known = drift_parts(scene, condition)
        sums = Exact(total.top, total.bottom, known & days.known)
        return sums.compared(Comparison.AT_LEAST, day_amount(scene, condition.by, measure, days))

    return scene.grid(condition, judged)


def drift_parts(scene: Scene, condition: Drift) -> tuple[Exact, Bools]:
    """Give the sum that ends with each day, and whether any day had a distance."""
    measure = scene.measure(condition.measure)
    days = scene.frame.days(measure)
    held, against = drift_reference(scene, condition)
    value = Exact(days.values, days.parts, days.known)
    leak = constant(condition.leak.thousandths * measure.per_unit, THOUSAND)
    step = distance(value, held, against).minus(leak)
    # a common bottom: every reference of a measure counts in the same parts, or the leak would not add up
    bottom = int(np.lcm.reduce(distinct(np.reshape(step.bottom, -1))))
    tops = np.where(step.known, step.top * (bottom // step.bottom), 0)
    since, over = scene.frame.judged.since(run_of(None)), condition.over_days
    walk, is_known = reach(tops, since, over, 0, 0), reach(step.known.astype(np.int64), since, over, 0, 0)
    total = np.zeros(walk.shape[:-1], np.int64)
    for place in range(over):
        total = np.maximum(0, total + walk[..., place])
    any_known = padded(np.asarray(is_known.any(axis=-1)), since)
    return Exact(padded(total, since), bottom, any_known), any_known


def drift_reference(scene: Scene, condition: Drift) -> tuple[Exact, Limit]:
    """Give what each day's value is held against, and the limit that says so."""
    measure = scene.measure(condition.measure)
    who, day = scene.frame.cells
    against = drift_limit(condition)
    return reference(scene, measure, against, who, scene.frame.days(measure).at_s, day), against


def drift_limit(condition: Drift) -> Limit:
    """Say in a limit's words what the days are held against."""
    return Limit(
        measure=condition.measure,
        comparison=Comparison.AT_LEAST,
        amount=condition.leak,
        side=condition.side,
        reference=condition.reference,
    )
