"""Limits and flags: on the newest day, on days in a row, on so many of the last readings or sittings."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.amounts import amount, amount_on, day_amount, day_value, reference
from server.rules.judging.chart import FLAG_BITS
from server.rules.judging.column import Column
from server.rules.judging.days import Days, Sittings, place_in_sitting, sittings
from server.rules.judging.exact import NOTHING, Exact, whole
from server.rules.judging.looks import Looks
from server.rules.judging.needs import speaks_of_episode
from server.rules.judging.scene import Scene
from server.rules.judging.truth import NO, UNKNOWN, YES, Bools, Ints, Truth, all_of, answer, of_counts, unknown
from server.rules.judging.windows import protocol
from server.rules.language.condition import Flagged, Limit, Side
from server.rules.language.quantity import Period, TimesOwnSpread
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast
from server.rules.language.signal import Measure

Whole = TypeVar("Whole", np.int8, np.int64)


def limit(scene: Scene, condition: Limit) -> Truth:
    """Hold a value, or its distance from a reference, to a limit (rules 10 to 13)."""
    measure = scene.measure(condition.measure)
    if is_on_days(condition, measure):
        if not speaks_of_episode(condition):
            return on_days(scene, measure, lambda: limit_grid(scene, condition, measure), condition.on)
        return _on_newest_days(scene, condition, measure)
    found = candidates(scene, measure, condition.on, condition.skips)
    return _on_readings(scene, measure, found, judged_readings(scene, condition, measure, found), condition)


def limit_grid(scene: Scene, condition: Limit, measure: Measure) -> Truth:
    """Judge a limit on every day of the frame; it may not speak of an episode."""

    def judged() -> Truth:
        value, held, limit = against(scene, condition, measure)
        if condition.reference is not None:
            value = distance(value, held, condition)
        return value.compared(condition.comparison, limit)

    return scene.grid(condition, judged)


class Against(NamedTuple):
    """What is held to a limit on each day of a frame, what it is counted from (of nothing, NOTHING), and the limit."""

    value: Exact
    held: Exact
    limit: Exact


def against(scene: Scene, condition: Limit, measure: Measure) -> Against:
    """Give the numbers of a limit that is judged on days: for as long as they speak of no episode, made once."""
    if speaks_of_episode(condition):
        return _against(scene, condition, measure)
    return scene.frame.kept.once(scene.key("against", condition), lambda: _against(scene, condition, measure))


def _against(scene: Scene, condition: Limit, measure: Measure) -> Against:
    days, (who, day) = scene.frame.days(measure), scene.frame.cells
    held = NOTHING if condition.reference is None else reference(scene, measure, condition, who, days.at_s, day)
    limit = day_amount(scene, condition.amount, measure, days)
    return Against(limit_value(scene, condition, measure), held, limit)


def flagged(scene: Scene, condition: Flagged) -> Truth:
    """Tell whether the device set a flag (rules 12, 13 and 19)."""
    measure = scene.measure(condition.measure)
    column, judged = flags(scene, condition, measure)
    return _on_readings(scene, measure, Sittings(column, column.at_s, 1), judged, condition)


def flags(scene: Scene, condition: Flagged, measure: Measure) -> tuple[Column, Truth]:
    """Give the readings that are looked at for a flag, and whether each has it; raises ValueError for what is none."""
    if measure.flag is None:
        raise ValueError(f"{measure.name} is no flag")
    column = scene.frame.skipping(measure, condition.skips)
    is_set = (column.marks & FLAG_BITS[measure.flag]) != 0
    return column, answer(is_set == condition.is_set, np.ones(len(is_set), np.bool_))


def is_on_days(condition: Limit, measure: Measure) -> bool:
    """Tell whether a limit is judged on days' values; else it is on readings or sittings."""
    if condition.using is not None or isinstance(condition.on, DaysInARow):
        return True
    return measure.basis is Basis.DAY and condition.on is None


def _day_truth(scene: Scene, condition: Limit, measure: Measure, who: Ints, day: Ints) -> Truth:
    """Judge a limit on these days of these rows (two arrays of one shape)."""
    at_s, value = scene.frame.days(measure).at_s, limit_value(scene, condition, measure)
    at_s, value = at_s[who, day], value.taken(who, day)
    if condition.reference is not None:
        value = distance(value, reference(scene, measure, condition, who, at_s, day), condition)
    return value.compared(condition.comparison, amount_on(scene, condition.amount, measure, who, at_s, day))


def limit_value(scene: Scene, condition: Limit, measure: Measure) -> Exact:
    """Give what is held to a limit on each day: the day's value, a window's or a protocol's."""
    days = scene.frame.days(measure)
    if condition.using is None or condition.using not in measure.protocols:
        return day_value(scene, measure, condition.using, days)
    found, count = protocol(scene.frame, measure, measure.protocols[condition.using])
    return Exact(found.top, found.bottom, found.known & days.known & (count >= (condition.needs or 1)))


def on_days(scene: Scene, measure: Measure, grid: Callable[[], Truth], on: object) -> Truth:
    """Take each look's answer from its newest day with a value, and from the days in a row before it."""
    days = scene.frame.days(measure)
    return all_of(scene.on_day(grid, place, days) for place in _places(scene, days, on))


def _places(scene: Scene, days: Days, on: object) -> list[Ints]:
    """Give the days that are looked at at each look: the newest with a value, and those in a row before it."""
    newest = scene.newest_day(days)
    return [newest - back for back in range(on.count if isinstance(on, DaysInARow) else 1)]


def _on_newest_days(scene: Scene, condition: Limit, measure: Measure) -> Truth:
    """Judge what speaks of the open episode, on the days that are looked at and no others."""
    days, row = scene.frame.days(measure), scene.looks.row

    def on(place: Ints) -> Truth:
        counts = scene.counts(place, days)
        if not counts.any():
            return unknown(len(place))
        judged = _day_truth(scene, condition, measure, row, np.maximum(place, 0))
        return np.where(counts, judged, np.int8(UNKNOWN))

    return all_of(map(on, _places(scene, days, condition.on)))


def candidates(scene: Scene, measure: Measure, on: object, skips: frozenset[str]) -> Sittings:
    """Give the readings or sittings that are looked at one by one."""
    if isinstance(on, OfTheLast | CloseTogether):
        by_reading = isinstance(on, CloseTogether) or on.basis is Basis.READING
    else:
        by_reading = measure.basis is Basis.READING
    frame = scene.frame
    column = frame.skipping(measure, skips)
    if by_reading:
        return Sittings(column, column.at_s, 1)
    if column is frame.readings(measure):
        return frame.used(measure)
    return frame.once(("sittings", measure.name, skips), lambda: sittings(column, measure))


def judged_readings(scene: Scene, condition: Limit, measure: Measure, found: Sittings) -> Truth:
    """Judge each reading or sitting by itself."""
    column, day = found.column, first_days(scene, found)
    value = whole(column.values, found.parts)
    if condition.reference is not None:
        value = distance(value, reference(scene, measure, condition, column.who, column.at_s, day), condition)
    return value.compared(condition.comparison, reading_amount(scene, condition, measure, found))


def reading_amount(scene: Scene, condition: Limit, measure: Measure, found: Sittings) -> Exact:
    """Give the limit of each reading or sitting."""
    column = found.column
    if not isinstance(condition.amount, TimesOwnSpread):
        return amount(scene, condition.amount, measure.per_unit, column.who, column.at_s)
    by_day = day_amount(scene, condition.amount, measure, scene.frame.days(measure))
    return by_day.taken(column.who, first_days(scene, found))


def first_days(scene: Scene, found: Sittings) -> Ints:
    """Give the local day of each reading or sitting: that of its first reading."""
    return np.clip(scene.frame.day_of(found.first_s), 0, scene.frame.count - 1)


def distance(value: Exact, reference: Exact, condition: Limit) -> Exact:
    """Give how far values lie on the side of a reference that the condition names."""
    return reference.minus(value) if condition.side is Side.BELOW else value.minus(reference)


def _on_readings(scene: Scene, measure: Measure, found: Sittings, judged: Truth, condition: Limit | Flagged) -> Truth:
    """Make the answers at the looks of the answers of single readings."""
    looks, column, on = scene.looks, found.column, condition.on
    first, end = reached_readings(scene, measure, column, condition)
    newest = np.maximum(end - 1, 0)
    fresh = (end > first) & (looks.at_s - _taken(column.at_s, newest) < measure.counts_for.seconds)
    if isinstance(on, OfTheLast):
        return _of_the_last(judged, first, end, on.count, on.among)
    if isinstance(on, CloseTogether):
        return _close_together(judged, first, end, fresh, on.count)
    return np.where(fresh, _taken(judged, newest), np.int8(UNKNOWN)).astype(np.int8)


def reached_readings(scene: Scene, measure: Measure, column: Column, condition: Limit | Flagged) -> tuple[Ints, Ints]:
    """Give, for each look, the place of the first reading that is looked at, and the one after the last."""
    looks, on = scene.looks, condition.on
    end = looks.ends_in(column)
    first = np.minimum(scene.first_new(column), end)
    if condition.is_one_sitting:
        first = np.maximum(first, np.minimum(column.at_or_after(looks.row, _sitting_began(scene, measure)), end))
    if isinstance(on, OfTheLast):
        first = np.maximum(first, _within(scene, looks, column, on.within))
        return np.minimum(np.maximum(first, end - on.among), end), end
    newest = np.maximum(end - 1, 0)
    if isinstance(on, CloseTogether):
        since = column.at_or_after(looks.row, _taken(column.at_s, newest) - on.within.seconds)
        return np.minimum(np.maximum(since, first), end), end
    return np.maximum(first, newest), end


def _taken(values: NDArray[Whole], places: Ints) -> NDArray[Whole]:
    """Give the values at these places; anything where there are none at all."""
    return values[places] if len(values) else np.zeros(places.shape, values.dtype)


def _within(scene: Scene, looks: Looks, column: Column, period: Period) -> Ints:
    """Give, for each look, the place of the first reading of the period up to it."""
    if not period.is_calendar:
        return column.until(looks.row, looks.at_s - period.seconds)
    start_s = scene.frame.starts_s[np.maximum(looks.day - period.days, 0)]
    return column.at_or_after(looks.row, start_s)


def _sitting_began(scene: Scene, measure: Measure) -> Ints:
    """Give, for each look, when the newest sitting began, whatever flags its readings have."""
    column, looks = scene.frame.readings(measure), scene.looks
    if measure.sitting_gap is None or not len(column.who):
        return looks.at_s
    began = np.arange(len(column.who)) - place_in_sitting(column, measure.sitting_gap.seconds)
    newest = np.maximum(looks.ends_in(column) - 1, 0)
    at_s: Ints = column.at_s[began[newest]]
    return at_s


def counted(judged: Truth, of: int) -> Ints:
    """Give how many answers before each place are this one: a running sum with a zero in front."""
    found = np.zeros(len(judged) + 1, np.int64)
    np.cumsum(judged == of, out=found[1:])
    return found


def among(judged: Truth, of: int, first: Ints, end: Ints) -> Ints:
    """Count the answers that are this one, from each place up to another (not included)."""
    running = counted(judged, of)
    return running[end] - running[first]


def _of_the_last(judged: Truth, first: Ints, end: Ints, least: int, most: int) -> Truth:
    unknown = among(judged, UNKNOWN, first, end) + most - (end - first)
    found = of_counts(least, among(judged, YES, first, end), unknown)
    return np.where(end > first, found, np.int8(UNKNOWN)).astype(np.int8)


def _close_together(judged: Truth, first: Ints, end: Ints, fresh: Bools, least: int) -> Truth:
    yes = among(judged, YES, first, end)
    newest = _taken(judged, np.maximum(end - 1, 0))
    found = np.where(yes >= least, YES, np.where(newest == NO, NO, UNKNOWN))
    return np.where(fresh, found, UNKNOWN).astype(np.int8)
