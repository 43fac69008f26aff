"""A figure: one published number, how it is measured on a diary, and how people are put together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean, median, pstdev

from simulator.calibration.diary import Diary
from simulator.cohort.chance import Chance

REPLICATES = 200
Parts = Sequence[tuple[float, float]]
"""What one patient brings: values with weights, or numerators with denominators."""
Summary = Callable[[Sequence[Parts]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the table. ``parts`` asks one patient, ``summary`` puts all of them together."""

    name: str
    published: str
    source: str
    parts: Callable[[Diary], Parts]
    summary: Summary
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A figure as measured on a log, with the 95 % interval of a bootstrap over patients."""

    figure: Figure
    value: float
    low: float
    high: float


def find(figure: Figure, diaries: Sequence[Diary], replicates: int = REPLICATES) -> Found:
    """Measure a figure; not a number where nobody brings anything."""
    people = [parts for diary in diaries if (parts := figure.parts(diary))]
    if not people:
        return Found(figure, math.nan, math.nan, math.nan)
    chance = Chance.of(0, 0, figure.name)
    again = sorted(figure.summary(chance.choices(people, k=len(people))) for _ in range(replicates))
    return Found(figure, figure.summary(people), again[int(0.025 * replicates)], again[int(0.975 * replicates) - 1])


def each(value: float | None) -> Parts:
    """Give what a patient brings who brings one value, or none."""
    return [] if value is None else [(value, 1.0)]


def mean_of_all(people: Sequence[Parts]) -> float:
    """Give the mean of all values."""
    return fmean(_values(people))


def spread_of_all(people: Sequence[Parts]) -> float:
    """Give the standard deviation of all values."""
    return pstdev(_values(people))


def ratio(people: Sequence[Parts]) -> float:
    """Give the sum of the numerators over the sum of the denominators."""
    above = sum(part[0] for part in chain.from_iterable(people))
    below = sum(part[1] for part in chain.from_iterable(people))
    return above / below if below else math.nan


def middle(people: Sequence[Parts]) -> float:
    """Give the median of all values."""
    return median(_values(people))


def quantile(share: float) -> Summary:
    """Give a way to find the value below which a share of all values lies."""

    def find_it(people: Sequence[Parts]) -> float:
        values = sorted(_values(people))
        return values[min(len(values) - 1, int(share * len(values)))]

    return find_it


def odds_ratio(low: float, high: float, reference: float) -> Summary:
    """Compare the odds of a case (second of each part) with a value in (low, high] and with one up to a reference."""

    def compare(people: Sequence[Parts]) -> float:
        counts = {(is_in, is_case): 0.5 for is_in in (True, False) for is_case in (True, False)}
        for value, is_case in chain.from_iterable(people):
            if low < value <= high or value <= reference:
                counts[value > reference, is_case > 0] += 1
        return counts[True, True] * counts[False, False] / (counts[True, False] * counts[False, True])

    return compare


def _values(people: Sequence[Parts]) -> list[float]:
    return [part[0] for part in chain.from_iterable(people)]
