"""Named values of several days: medians, means, spreads and protocols, for every day of a frame."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.calendar import EVENING_MINUTE, instants_s
from server.rules.judging.column import Column
from server.rules.judging.days import Days
from server.rules.judging.exact import Exact
from server.rules.judging.frame import Frame
from server.rules.judging.gate import ROBUST, doubled_median
from server.rules.judging.truth import Bools, Ints
from server.rules.language.signal import Measure, Protocol, Statistic, Window

Kept = TypeVar("Kept", bound=np.generic)
Values = NDArray[np.signedinteger[Any]]
"""Values of days, of 32 bits where they fit: those are put in order twice as fast. See ``_empty``."""
_NARROW: Final = 1 << 28
"""Four times a smaller value is 32 bits wide."""


def reached(grid: NDArray[Kept], days: int, ending_days_ago: int, empty: int) -> NDArray[Kept]:
    """Give, for each day D, the values of D - ending_days_ago - days + 1 to D - ending_days_ago, oldest first.

    >>> reached(np.array([[1, 2, 3]]), 2, 1, -1).tolist()
    [[[-1, -1], [-1, 1], [1, 2]]]
    """
    margin = days + ending_days_ago - 1
    wide = np.full((grid.shape[0], margin + grid.shape[1]), empty, grid.dtype)
    wide[:, margin:] = grid
    return _slid(wide, days, 0, grid.shape[1])


def _slid(wide: NDArray[Kept], days: int, first: int, count: int) -> NDArray[Kept]:
    """Look at a grid through a window of so many days that moves on by one, from a place on; nothing is copied."""
    rows, step = wide.strides
    return np.ndarray((len(wide), count, days), wide.dtype, wide, first * step, (rows, step, step))


def window(frame: Frame, measure: Measure, name: str) -> Exact:
    """Give a window of a measure on each day judged, whether or not the day itself has a value."""
    return frame.once(("window", measure.name, name), lambda: _window(frame, measure, measure.windows[name]))


def _window(frame: Frame, measure: Measure, shape: Window) -> Exact:
    days = frame.days(measure)
    since, wanted = frame.wanted_of_window(measure.name, shape.name)
    values, count = narrowed(days), _known_in(days.known, since, shape)
    within = reach(values, since, shape.days, shape.ending_days_ago, _empty(values))
    part = _of(within[wanted], count[wanted], shape, measure, days)
    bottom = part.bottom if isinstance(part.bottom, int) else _filled(part.bottom, since, wanted, 1)
    found = Exact(_filled(part.top, since, wanted), bottom, _filled(part.known, since, wanted))
    return _restarted(frame, found, values, shape, measure, since)


def _filled(part: NDArray[Kept], since: int, wanted: Bools, empty: int = 0) -> NDArray[Kept]:
    """Put values into the cells that are wanted, which begin with a day; the others are empty."""
    grid = np.full((len(wanted), since + wanted.shape[1]), empty, part.dtype)
    grid[:, since:][wanted] = part
    return grid


def narrowed(days: Days) -> Values:
    """Give the day's values, and what is empty where there is none."""
    kept = np.where(days.known, days.values, 0)
    is_wide = bool(kept.size) and max(int(kept.max()), -int(kept.min())) >= _NARROW
    values: Values = kept if is_wide else kept.astype(np.int32)
    values[~days.known] = _empty(values)
    return values


def _empty(values: Values) -> int:
    """Give what stands where there is no value: it is after all others, and half of it is still."""
    return int(np.iinfo(values.dtype).max)


def _known_in(known: Bools, since: int, shape: Window) -> Ints:
    """Count the days of a window that have a value, on each day from a place on."""
    ends = np.maximum(np.arange(since, known.shape[1]) + 1 - shape.ending_days_ago, 0)
    return count_between(known, np.maximum(ends - shape.days, 0), ends)


def count_between(known: Bools, begins: Ints, ends: Ints) -> Ints:
    """Count the days, from each place up to another (not included), of which something is so."""
    running = running_count(known)
    found: Ints = running[:, ends] - running[:, begins]
    return found


def running_count(found: Bools | Ints) -> Ints:
    """Add up from the first day on, with a zero in front.

    >>> running_count(np.array([[True, False, True]])).tolist()
    [[0, 1, 1, 2]]
    """
    running = np.zeros((len(found), found.shape[1] + 1), np.int64)
    np.cumsum(found, axis=1, out=running[:, 1:])
    return running


def reach(grid: NDArray[Kept], since: int, days: int, ending_days_ago: int, empty: int) -> NDArray[Kept]:
    """Give what ``reached`` does, for the days from a place on."""
    first = since - days - ending_days_ago + 1
    if first >= 0:
        return _slid(np.ascontiguousarray(grid), days, first, grid.shape[1] - since)
    return reached(grid, days, ending_days_ago, empty)[:, since:]


def lowest(grid: NDArray[Kept], since: int, days: int, empty: int) -> NDArray[Kept]:
    """Give the lowest of so many days that end with the day before, for the days from a place on.

    >>> lowest(np.array([[5, 3, 4, 9]]), 1, 2, 99).tolist()
    [[5, 3, 3]]
    """
    count = grid.shape[1] - since
    found = np.full((len(grid), count), empty, grid.dtype)
    for back in range(1, days + 1):
        first = max(back - since, 0)
        np.minimum(found[:, first:], grid[:, since + first - back : grid.shape[1] - back], out=found[:, first:])
    return found


def padded(part: NDArray[Kept], since: int, empty: int = 0) -> NDArray[Kept]:
    """Put the days before a place in front again, empty."""
    grid = np.full((part.shape[0], since + part.shape[1]), empty, part.dtype)
    grid[:, since:] = part
    return grid


def _of(
    reached_days: Values, count: Ints, shape: Window, measure: Measure, days: Days, needs: int | None = None
) -> Exact:
    """Make the window's value of the days reached, in the last axis, of which ``count`` have a value."""
    flat = reached_days.reshape(-1, reached_days.shape[-1])
    known = (count >= (shape.needs if needs is None else needs)) & (count > 0)
    top, bottom = _statistic(flat, count, shape.statistic)
    found = Exact(top, bottom * days.parts, known)
    if shape.never_below is not None:
        floor, under = shape.never_below.thousandths * measure.per_unit, 1_000
        is_under = found.top * under < floor * found.bottom
        found = Exact(np.where(is_under, floor, found.top), np.where(is_under, under, found.bottom), known)
    shape_of = reached_days.shape[:-1]
    bottom_of = found.bottom if isinstance(found.bottom, int) else found.bottom.reshape(shape_of)
    return Exact(found.top.reshape(shape_of), bottom_of, found.known.reshape(shape_of))


def _statistic(flat: Values, count: Ints, statistic: Statistic) -> tuple[Ints, Ints | int]:
    is_there = flat != _empty(flat)
    if statistic is Statistic.MEAN:
        return np.where(is_there, flat, 0).sum(axis=1, dtype=np.int64), np.maximum(count, 1)
    middle = doubled_median(np.sort(flat, axis=1), count)
    if statistic is Statistic.MEDIAN:
        return middle, 2
    off = np.where(is_there, np.abs(2 * np.where(is_there, flat, 0) - middle[:, None].astype(flat.dtype)), flat)
    off.sort(axis=1)
    return doubled_median(off, count) * ROBUST[0], 4 * ROBUST[1]


def _restarted(frame: Frame, found: Exact, values: Values, shape: Window, measure: Measure, since: int) -> Exact:
    """Count anew from the day of an event that changed what is usual."""
    restarting = {kind for chart in frame.charts for kind, _, _ in chart.events.values()} & {*shape.restarts_on}
    if not restarting:
        return found
    top, bottom, known = found.top.copy(), np.array(np.broadcast_to(found.bottom, found.top.shape)), found.known.copy()
    needs = shape.needs if shape.needs_after_restart is None else shape.needs_after_restart
    who, day, began = _anew(frame, shape, since)
    back = day[:, None] - np.arange(shape.days + shape.ending_days_ago)
    days = frame.days(measure)
    counts = (back >= began[:, None]) & days.known[who[:, None], np.maximum(back, 0)]
    counted = np.where(counts, values[who[:, None], np.maximum(back, 0)], _empty(values)).astype(values.dtype)
    anew = _of(counted, counts.sum(axis=1), shape, measure, days, needs)
    top[who, day], known[who, day], bottom[who, day] = anew.top, anew.known, anew.bottom
    return Exact(top, bottom, known)


def _anew(frame: Frame, shape: Window, since: int) -> tuple[Ints, Ints, Ints]:
    """Give the patients and days on which a window is counted anew, and the day from which on."""
    began: dict[tuple[int, int], int] = {}
    for who, chart in enumerate(frame.charts):
        begun = [from_s for kind, from_s, _ in chart.events.values() if kind in shape.restarts_on]
        for event_day in sorted(frame.day_of(np.array(begun, np.int64)).tolist()):
            for day in range(max(event_day, since), min(event_day + shape.days + shape.ending_days_ago, frame.count)):
                began[who, day] = max(event_day, 0)
    rows = np.array([(who, day, first) for (who, day), first in began.items()], np.int64).reshape(-1, 3)
    who_at, day_at, first_at = rows.T
    return who_at, day_at, first_at


def protocol(frame: Frame, measure: Measure, shape: Protocol) -> tuple[Exact, Ints]:
    """Give the mean of a protocol's readings on each day, and how many they are."""
    column = protocol_readings(frame, measure, shape)
    cells = (column.who, frame.day_of(column.at_s))
    sums, counts = np.zeros(frame.shape, np.int64), np.zeros(frame.shape, np.int64)
    np.add.at(sums, cells, column.values)
    np.add.at(counts, cells, 1)
    used = shape.days - 1 if shape.skips_first_day else shape.days
    since = frame.judged.since(frame.judged.run_days)
    total = padded(reach(sums, since, used, 1, 0).sum(axis=-1), since)
    count = padded(reach(counts, since, used, 1, 0).sum(axis=-1), since)
    return Exact(total, np.maximum(count, 1), count > 0), count


def protocol_readings(frame: Frame, measure: Measure, shape: Protocol) -> Column:
    """Give the readings that a protocol takes: the first of each morning, and the first of each evening."""
    column = frame.readings(measure)
    day = frame.day_of(column.at_s)
    evening_s = instants_s(frame.zone, EVENING_MINUTE, frame.first, frame.count)
    places = np.clip(day, 0, frame.count - 1)
    taken = np.zeros(len(column.who), np.bool_)
    early = frame.is_morning(column.at_s) & (day >= 0)
    late = (column.at_s >= evening_s[places]) & (day >= 0)
    for part, most in ((early, shape.mornings), (late, shape.evenings)):
        group = column.who[part] * frame.count + places[part]
        taken[np.flatnonzero(part)[_rank(group) < most]] = True
    return column.only(taken)


def _rank(groups: Ints) -> Ints:
    """Give each element's place among the equal ones, which stand together."""
    index = np.arange(len(groups))
    is_head = np.ones(len(groups), np.bool_)
    is_head[1:] = groups[1:] != groups[:-1]
    return index - np.maximum.accumulate(np.where(is_head, index, 0)) if len(groups) else index
