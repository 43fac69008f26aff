"""One value a day for each patient: sittings, the first of the morning, and what the patient was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.column import Column, keys
from server.rules.judging.truth import Bools, Ints
from server.rules.language.repeat import Basis
from server.rules.language.signal import DayTakes, Measure

SITTING_MAX: Final = 10
"""A sitting has at most ten readings, so that every mean is a whole number of 2520ths; an eleventh begins another."""
PARTS: Final = 2_520
"""The least number that 1 to 10 divide."""
NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Days:
    """The day's values, shape [patients, days]: ``values`` over ``parts``, ``at_s`` NEVER where there is none.

    ``numbers`` are the readings they rest on, and ``is_morning`` marks those of a morning. ``in_doubt`` marks the days
    of which a weight may be the patient's or another's, None if there are none.
    """

    values: Ints
    parts: int
    at_s: Ints
    numbers: Ints
    is_morning: Bools
    in_doubt: Bools | None = None

    @cached_property
    def known(self) -> Bools:
        """Tell which days have a value."""
        known: Bools = self.at_s != NEVER
        return known

    def of(self, first: int, end: int) -> Days:
        """Keep the rows ``first`` to ``end`` (not included)."""
        part = slice(first, end)
        in_doubt = None if self.in_doubt is None else self.in_doubt[part]
        return Days(self.values[part], self.parts, self.at_s[part], self.numbers[part], self.is_morning[part], in_doubt)

    def is_open(self, row: Ints, day: Ints, at_s: Ints) -> Bools:
        """Tell which days are in doubt and have no value by an instant each: of them nobody can tell anything then."""
        if self.in_doubt is None:
            return np.zeros(np.shape(row), np.bool_)
        is_open: Bools = self.in_doubt[row, day] & (self.at_s[row, day] > at_s)
        return is_open


@dataclass(frozen=True, slots=True)
class Sittings:
    """What is looked at one by one: sittings, or single readings where the measure has none.

    ``column`` has the time of the last reading and the mean over ``parts``; ``first_s`` is the time of the first.
    """

    column: Column
    first_s: Ints
    parts: int

    def of(self, first: int, end: int) -> Sittings:
        """Keep the sittings of the rows ``first`` to ``end`` (not included), which count from 0 then."""
        begin, stop = (int(each) for each in np.searchsorted(self.column.who, np.array([first, end])))
        return Sittings(self.column.of(first, end), self.first_s[begin:stop], self.parts)


def sittings(column: Column, measure: Measure) -> Sittings:
    """Gather readings that follow each other closely; without ``sitting_gap`` each reading is its own."""
    if measure.basis is not Basis.SITTING or measure.sitting_gap is None:
        return Sittings(column, column.at_s, 1)
    if not len(column.who):
        return Sittings(column, column.at_s, PARTS)
    place = place_in_sitting(column, measure.sitting_gap.seconds)
    heads = np.flatnonzero(place == 0)
    tails = np.append(heads[1:], len(place)) - 1
    count = tails - heads + 1
    sums = np.add.reduceat(column.values, heads)
    if measure.drops_first_of is not None:
        drops = count >= measure.drops_first_of
        sums, count = sums - np.where(drops, column.values[heads], 0), count - drops
    means = sums * (PARTS // np.maximum(count, 1))
    last = Column(column.who[tails], column.at_s[tails], means, column.numbers[tails], column.marks[tails])
    return Sittings(last, column.at_s[heads], PARTS)


def place_in_sitting(column: Column, gap_s: int) -> Ints:
    """Give each reading's place in its sitting, from 0."""
    follows = np.zeros(len(column.who), np.bool_)
    follows[1:] = (column.who[1:] == column.who[:-1]) & (np.diff(column.at_s) <= gap_s)
    index = np.arange(len(follows))
    heads = np.maximum.accumulate(np.where(follows, 0, index)) if len(index) else index
    return (index - heads) % SITTING_MAX


def day_values(found: Sittings, day: Ints, morning: Bools, measure: Measure, shape: tuple[int, int]) -> Days:
    """Choose each day's value; ``day`` and ``morning`` are those of each sitting: it is of its first reading's day."""
    column = found.column
    inside = (day >= 0) & (day < shape[1])
    group = column.who * shape[1] + day
    at_s = np.full(shape[0] * shape[1], NEVER, np.int64)
    values, numbers = np.zeros_like(at_s), np.zeros_like(at_s)
    is_morning = np.zeros(len(at_s), np.bool_)
    places = np.flatnonzero(inside)
    firsts = _chosen(found, group, morning, places, measure)
    chosen = _repeated(found, group, measure)[firsts]
    cells = group[chosen]
    at_s[cells], values[cells], numbers[cells] = column.at_s[chosen], column.values[chosen], column.numbers[chosen]
    is_morning[cells] = morning[firsts]  # who steps on again at noon still means the morning
    return Days(
        values.reshape(shape), found.parts, at_s.reshape(shape), numbers.reshape(shape), is_morning.reshape(shape)
    )


def _chosen(found: Sittings, group: Ints, morning: Bools, places: Ints, measure: Measure) -> Ints:
    """Give the place of the sitting that is the day's value, or that it repeats, for each day that has one."""
    column = found.column
    if measure.day_takes is DayTakes.LAST:
        return _firsts(group, places[::-1])[::-1]
    if measure.day_takes is DayTakes.LOWEST:
        order = places[np.lexsort((column.values[places], group[places]))]
        return _firsts(group, order)
    starts = _firsts(group, places[morning[places]])
    is_told = np.zeros(int(group.max(initial=0)) + 1, np.bool_)
    is_told[group[starts]] = True
    return np.concatenate([starts, _firsts(group, places[~is_told[group[places]]])])


def _firsts(group: Ints, places: Ints) -> Ints:
    """Give the first place of each group; equal ones stand together."""
    mine = group[places]
    is_first = np.ones(len(mine), np.bool_)
    is_first[1:] = mine[1:] != mine[:-1]
    return places[is_first]


def _repeated(found: Sittings, group: Ints, measure: Measure) -> Ints:
    """Give, for each sitting, the last of those of its day that follow it, each soon after the one before."""
    if measure.day_takes is not DayTakes.FIRST_MORNING or measure.repeat_within is None:
        return np.arange(len(group))
    follows = (group[1:] == group[:-1]) & (np.diff(found.column.at_s) <= measure.repeat_within.seconds)
    ends = np.append(np.flatnonzero(~follows), len(group) - 1)
    return ends[np.searchsorted(ends, np.arange(len(group)))]


def with_asked(days: Days, found: Sittings, day: Ints, morning: Bools, asked: Sequence[tuple[int, int]]) -> Days:
    """Put readings that came when asked for (row, instant) in the place of their days' values."""
    column = found.column
    for row, at_s in asked:
        place = int(np.searchsorted(column.keys, keys(np.array(row), np.array(at_s))))
        cell = (row, int(day[place]))
        if days.at_s[cell] != at_s:  # else it is the day's value anyway, and stands for the morning if that did
            days.values[cell], days.at_s[cell] = column.values[place], at_s
            days.numbers[cell], days.is_morning[cell] = column.numbers[place], morning[place]
    return days


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A weight that may be the patient's of a row, on a day (both by their places)."""

    row: int
    day: int
    is_morning: bool
    value: int


def doubted(days: Days, weights: Sequence[Perhaps], apart: int) -> Days:
    """Take their values from the days of which a weight that may be the patient's, of the morning, lies too far off.

    ``apart`` is the most, in steps, by which two weights of one person differ in a morning.
    """
    in_doubt = np.zeros(days.values.shape, np.bool_)
    for each in weights:
        cell = (each.row, each.day)
        in_doubt[cell] = True
        off = abs(int(days.values[cell]) - each.value * days.parts)
        if each.is_morning and days.at_s[cell] != NEVER and off > apart * days.parts:
            days.at_s[cell], days.values[cell], days.numbers[cell], days.is_morning[cell] = NEVER, 0, 0, False
    return replace(days, in_doubt=in_doubt)
