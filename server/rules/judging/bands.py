"""Bands: the lowest and the highest reading of each day of some patients, and what windows can make of them at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.calendar import DAY_STARTS_MINUTE, instants_s
from server.rules.judging.chart import Chart
from server.rules.judging.frame import GATE_DAYS
from server.rules.judging.gate import DAY_S
from server.rules.judging.kept import Kept
from server.rules.judging.raw import Raw
from server.rules.judging.series import rows_of
from server.rules.judging.truth import Bools, Ints
from server.rules.language.signal import Measure, Statistic, Window

PARTS: Final = 2_000
"""Into so many parts a step is divided here: limits have thousandths, medians halves."""
_FEW: Final = 256
"""So many instants are as quickly looked up as counted."""
BEYOND: Final = 1 << 56
"""Further than any value, and still far from what 64 bits hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """What values lie between, for each patient and day; where there is none, ``low`` is BEYOND and ``high`` under it.

    Counted in parts of a step (see PARTS).
    """

    low: Ints
    high: Ints

    @property
    def known(self) -> Bools:
        """Tell where there may be a value."""
        known: Bools = self.low <= self.high
        return known

    def last(self, days: int) -> Band:
        """Keep the last days."""
        return Band(self.low[:, -days:], self.high[:, -days:])

    def where(self, is_there: Bools) -> Band:
        """Keep some values."""
        return Band(np.where(is_there, self.low, BEYOND), np.where(is_there, self.high, -BEYOND))

    def joined(self, other: Band) -> Band:
        """Give the band around both."""
        return Band(np.minimum(self.low, other.low), np.maximum(self.high, other.high))


@dataclass(frozen=True, slots=True, eq=False)
class Daily:
    """A measure's readings day by day: what they lie between, and how many there are.

    ``is_unsure`` marks the patients of whom a reading may be left out, or count for the day before, of whom a day is in
    doubt, or of whom windows begin anew: of them each day has the readings of the next day too.
    """

    band: Band
    count: Ints
    is_unsure: Bools
    is_single: bool
    """Whether every value is known exactly: no day has two readings."""
    least: int
    most: int
    """The lowest and the highest of all."""
    unbroken: int
    """On how many days before the last, without a break, everybody is sure to have a reading."""


class Bands:
    """Patients of one zone, on the days from ``back_days`` before ``first_day`` (for the gate more) to ``last_day``.

    Places of days count from the first there is; ``judged`` is the place of ``first_day``.
    """

    def __init__(self, charts: Sequence[Chart], first_day: int, back_days: int, last_day: int) -> None:
        """Take the patients' charts as they are."""
        self.charts = charts
        self.zone = charts[0].zone
        self.judged = back_days + GATE_DAYS
        self.first = first_day - self.judged
        self.count = last_day - self.first + 1
        self.starts_s = instants_s(self.zone, DAY_STARTS_MINUTE, self.first, self.count + 1)
        self.kept = Kept()

    @cached_property
    def nobody(self) -> Bools:
        """Tell of each patient that something is not so."""
        return np.zeros(len(self.charts), np.bool_)

    def days_from(self, before: int) -> int:
        """Count the days from so many before the first judged to the last."""
        return min(self.count - self.judged + before, self.count)

    def raw(self, name: str) -> Raw | None:
        """Give the readings, answers or presses of one series; None where there are none."""
        return self.kept.once(("raw", name), lambda: self._raw(name))

    def _raw(self, name: str) -> Raw | None:
        series = [chart.series.get(name) for chart in self.charts]
        there = [place for place, each in enumerate(series) if each is not None and each.rows]
        if not there:
            return None
        rows, counts = rows_of([each for each in series if each is not None and each.rows])
        at_s = rows["at_s"].astype(np.int64)
        wanted: slice | Ints
        if len(there) == 1:  # they are in order of time
            begin, end = at_s.searchsorted(self.starts_s[[0, -1]]).tolist()
            wanted, who = slice(begin, end), np.full(end - begin, there[0])
        else:
            wanted = np.flatnonzero((at_s >= self.starts_s[0]) & (at_s < self.starts_s[-1]))
            who = np.repeat(np.array(there), counts)[wanted]
        if not len(who):
            return None
        at_s, rows = at_s[wanted], rows[wanted]
        return Raw(who, self.day_of(at_s), at_s, rows["value"].astype(np.int64), rows["marks"].astype(np.int64))

    def day_of(self, at_s: Ints) -> Ints:
        """Give the place of the day of instants that are all within these days."""
        if len(at_s) <= _FEW:
            return self.starts_s.searchsorted(at_s, side="right") - 1
        day: Ints = (at_s - self.starts_s[0]) // DAY_S  # clocks change by an hour, so it is this day or one beside it
        day -= at_s < self.starts_s[day]
        day += at_s >= self.starts_s[np.minimum(day + 1, self.count)]
        return np.minimum(day, self.count - 1)

    def daily(self, measure: Measure) -> Daily | None:
        """Give a measure's plausible readings day by day; None where there are none."""
        return self.kept.once(("daily", measure.name), lambda: self._daily(measure))

    def _daily(self, measure: Measure) -> Daily | None:
        found = self.plausible(measure)
        if found is None:
            return None
        band, count = self.by_day(found, PARTS)
        is_unsure = self._is_unsure(found, band, measure)
        if is_unsure.any():
            low, high = band.low.copy(), band.high.copy()
            low[is_unsure, :-1] = np.minimum(low[is_unsure, :-1], low[is_unsure, 1:])
            high[is_unsure, :-1] = np.maximum(high[is_unsure, :-1], high[is_unsure, 1:])
            count = count.copy()
            count[is_unsure, :-1] += count[is_unsure, 1:]
            band = Band(low, high)
        least, most = band.low.min(axis=1), band.high.max(axis=1)
        return Daily(
            band,
            count,
            is_unsure,
            is_single=int(count.max()) <= 1,
            least=int(least.min()),
            most=int(most.max()),
            unbroken=0 if is_unsure.any() else _unbroken(count[:, :-1]),
        )

    def reach(self, measure: Measure) -> Band | None:
        """Give what all plausible readings of each patient lie between, one day wide; None where there are none."""
        found = self.plausible(measure)
        if found is None:
            return None
        heads = found.heads
        low, high = np.full((len(self.charts), 1), BEYOND), np.full((len(self.charts), 1), -BEYOND)
        low[found.who[heads], 0] = np.minimum.reduceat(found.values, heads) * PARTS
        high[found.who[heads], 0] = np.maximum.reduceat(found.values, heads) * PARTS
        return Band(low, high)

    def measures(self, measures: Iterable[Measure]) -> list[Measure]:
        """Give those measures of which the days were asked for already."""
        return [each for each in measures if self.kept.holds(("daily", each.name))]

    def plausible(self, measure: Measure) -> Raw | None:
        """Give a measure's readings that a patient can have; None where there are none. A flag is always plausible."""
        found = self.raw(measure.vital.value.name)
        if found is None or measure.flag is not None:
            return found
        lowest, highest = measure.plausible
        is_plausible = (found.values >= lowest) & (found.values <= highest)
        if is_plausible.all():
            return found
        return found.only(is_plausible) if is_plausible.any() else None

    def by_day(self, found: Raw, parts: int) -> tuple[Band, Ints]:
        """Give the band of each day's readings, and how many there are."""
        keys = found.who * self.count + found.day
        is_head = np.ones(len(keys), np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=is_head[1:])
        heads = np.flatnonzero(is_head)
        cells, size = keys[heads], len(self.charts) * self.count
        low, high, count = np.full(size, BEYOND), np.full(size, -BEYOND), np.zeros(size, np.int64)
        if len(heads) == len(keys):
            low[cells] = high[cells] = found.values * parts
            count[cells] = 1
        else:
            low[cells] = np.minimum.reduceat(found.values, heads) * parts
            high[cells] = np.maximum.reduceat(found.values, heads) * parts
            count[cells] = np.append(heads[1:], len(keys)) - heads
        shape = len(self.charts), self.count
        return Band(low.reshape(shape), high.reshape(shape)), count.reshape(shape)

    def _is_unsure(self, found: Raw, band: Band, measure: Measure) -> Bools:
        is_unsure = self.nobody.copy()
        if measure.gate is not None:
            allowed = measure.gate.allow.in_steps(measure.per_unit) * PARTS
            is_unsure |= band.high.max(axis=1) - band.low.min(axis=1) > allowed
        if measure.sitting_gap is not None:
            is_over_night = (np.diff(found.at_s) <= measure.sitting_gap.seconds) & (found.day[1:] != found.day[:-1])
            is_unsure[found.who[1:][is_over_night & (found.who[1:] == found.who[:-1])]] = True
        restarting = {kind for shape in measure.windows.values() for kind in shape.restarts_on}
        for place, chart in enumerate(self.charts):
            if chart.unsettled or any(
                kind in restarting and from_s >= self.starts_s[0] for kind, from_s, _ in chart.events.values()
            ):
                is_unsure[place] = True
        return is_unsure

    def window(self, daily: Daily, measure: Measure, name: str, days: int, most_days: int) -> Band:
        """Give what a window lies between on each of the last days; made at once for ``most_days``, if any asks so."""
        made = self.kept.once(("window", measure.name, name), lambda: _window(daily, measure, name, most_days))
        return made if days == most_days else made.last(days)


def _unbroken(count: Ints) -> int:
    """Count the last days on which everybody has a reading."""
    days = int(count.shape[1])
    empty = np.flatnonzero((count == 0).any(axis=0))
    return days - 1 - int(empty[-1]) if len(empty) else days


def _window(daily: Daily, measure: Measure, name: str, days: int) -> Band:
    shape = measure.windows[name]
    band = _made(daily, shape, days)
    if daily.is_unsure.any():
        whole = around(daily.band, shape.days + shape.ending_days_ago, 0, days)
        band = Band(
            np.where(daily.is_unsure[:, None], whole.low, band.low),
            np.where(daily.is_unsure[:, None], whole.high, band.high),
        )
    floor = 0 if shape.never_below is None else 2 * shape.never_below.thousandths * measure.per_unit
    known = band.known
    if shape.statistic is Statistic.SPREAD:
        return Band(np.where(known, floor, BEYOND), np.where(known, BEYOND, -BEYOND))
    if shape.never_below is None:
        return band
    return Band(np.where(known, np.maximum(band.low, floor), BEYOND), np.maximum(band.high, np.where(known, floor, 0)))


def _made(daily: Daily, shape: Window, days: int) -> Band:
    """Give what a window makes of days of which everything is known."""
    count = slid(daily.count > 0, shape.days, shape.ending_days_ago, days).sum(axis=-1)
    enough = count >= max(shape.needs, 1)
    if shape.statistic is Statistic.SPREAD or not enough.any():
        return Band(np.where(enough, 0, BEYOND), np.where(enough, 0, -BEYOND))
    low = slid(daily.band.low, shape.days, shape.ending_days_ago, days)
    if shape.statistic is Statistic.MEAN:
        high = slid(daily.band.high, shape.days, shape.ending_days_ago, days)
        return mean(low, high, np.maximum(count, 1)).where(enough)
    middle = median(low, count)
    if daily.is_single:
        return Band(middle, middle).where(enough)
    known = np.where(daily.count > 0, daily.band.high, BEYOND)
    return Band(middle, median(slid(known, shape.days, shape.ending_days_ago, days), count)).where(enough)


def mean(low: Ints, high: Ints, count: Ints) -> Band:
    """Give what the mean of the known values in the last axis lies between."""
    under = np.where(low == BEYOND, 0, low).sum(axis=-1) // count
    over = -(-np.where(high == -BEYOND, 0, high).sum(axis=-1) // count)
    return Band(under, over)


def median(values: Ints, count: Ints) -> Ints:
    """Give the median of the known values in the last axis: those under BEYOND, ``count`` of them."""
    ordered = np.sort(values, axis=-1).reshape(-1)
    begin = np.arange(count.size).reshape(count.shape) * values.shape[-1]
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, values.shape[-1] - 1)
    middle: Ints = (ordered[begin + low] + ordered[begin + high]) // 2
    return middle


def around(band: Band, days: int, ending_days_ago: int, count: int) -> Band:
    """Give the band around so many days that end so many days before each of the last ``count`` days."""
    return Band(
        slid(band.low, days, ending_days_ago, count).min(axis=-1),
        slid(band.high, days, ending_days_ago, count).max(axis=-1),
    )


def slid(grid: Ints | Bools, days: int, ending_days_ago: int, count: int) -> Ints:
    """Look at the days D - ending_days_ago - days + 1 to D - ending_days_ago of each of the last ``count`` days D.

    Nothing is copied; raises IndexError where the grid does not reach so far back.

    >>> slid(np.array([[1, 2, 3, 4]]), 2, 1, 2).tolist()
    [[[1, 2], [2, 3]]]
    """
    first = grid.shape[1] - count - days - ending_days_ago + 1
    if first < 0:
        raise IndexError(f"{grid.shape[1]} days are not enough for {days} that end {ending_days_ago} before {count}")
    whole = np.ascontiguousarray(grid)
    rows, step = whole.strides
    return np.ndarray((len(whole), count, days), whole.dtype, whole, first * step, (rows, step, step))
