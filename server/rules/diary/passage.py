"""Passages: parts of a diary in which all comes in order, so that what comes later tells nothing else of before.

What is known at the end of a passage then tells how every day of it was seen, but for a day whose value was another one
until more of the same was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

import numpy as np

from server.rules.diary.step import Step
from server.rules.judging.chart import Chart, seconds
from server.rules.judging.column import Column
from server.rules.judging.gate import accepted
from server.rules.judging.stretches import ALWAYS
from server.rules.language.quantity import Quantity
from server.rules.language.signal import Measure, Signals
from server.rules.local_day import local_day

_NO_WITNESS: Final = -1_000_000


def in_passages(steps: Sequence[Step], signals: Signals) -> tuple[Step, ...]:
    """Mark where passages begin, and which steps are torn; what begins one for a reason of its own is marked already.

    One begins also where a sitting of the day before goes on, and where a reading bears out one that was doubted.
    """
    near_s = _near_s(signals)
    torn, begins = {*_torn(steps)}, {*_over_night(steps, near_s)}
    begins |= {place for place, step in enumerate(steps) if step.begins or place in begins}
    for first, end in _between(sorted(begins), len(steps)):
        begins |= {*_borne_out(steps, first, end, signals)}
    return tuple(
        replace(step, begins=place in begins, is_torn=place in torn) if place in begins or place in torn else step
        for place, step in enumerate(steps)
    )


def _near_s(signals: Signals) -> Mapping[str, int]:
    """Say, by series, how soon after another a reading may belong to the same sitting, or repeat it."""
    found: dict[str, int] = {}
    for measure in signals.measures.values():
        gaps = (measure.sitting_gap, measure.repeat_within)
        longest = max((gap.seconds for gap in gaps if gap is not None), default=0)
        name = measure.vital.value.name
        found[name] = max(found.get(name, 0), longest)
    return found


def _between(begins: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    yield from pairwise([*begins, count])


def _torn(steps: Sequence[Step]) -> Iterator[int]:
    """Find the steps after which more comes of the same series on the same day, or anything at the same instant."""
    for place, (step, following) in enumerate(pairwise(steps)):
        if step.at == following.at and following.heard_since_s is None:
            yield place
    days: dict[int, list[int]] = {}
    for place, step in enumerate(steps):
        if step.brings:
            days.setdefault(step.day, []).append(place)
    for places in days.values():
        if len(places) > 1:
            yield from _torn_among(steps, places)


def _torn_among(steps: Sequence[Step], places: Sequence[int]) -> Iterator[int]:
    """Find those of one day: from the first of a series to the last but one."""
    told: dict[str, list[int]] = {}
    for place in places:
        for name in steps[place].brings:
            told.setdefault(name, []).append(place)
    spans = [(mine[0], mine[-1]) for mine in told.values() if len(mine) > 1]
    for place in range(places[0], places[-1]):
        if any(first <= place < last for first, last in spans):
            yield place


def _over_night(steps: Sequence[Step], near_s: Mapping[str, int]) -> Iterator[int]:
    """Find the steps that bring a reading soon after one of the day before."""
    last: dict[str, tuple[int, int | None]] = {}
    for place, step in enumerate(steps):
        at_s = seconds(step.at) if step.brings else 0
        for name in step.brings:
            before_s, day = last.get(name, (ALWAYS, step.day))
            if day != step.day and at_s - before_s <= near_s.get(name, 0):
                yield place
            last[name] = at_s, None if step.begins else step.day  # of what came late, the day is another


def _borne_out(steps: Sequence[Step], first: int, end: int, signals: Signals) -> Iterator[int]:
    """Find the steps of a passage at which a reading is borne out that was doubted when it came."""
    chart = steps[end - 1].chart
    for measure in signals.measures.values():
        series = chart.series.get(measure.vital.value.name)
        if series is None or measure.gate is None or measure.flag is not None:
            continue
        low, high = series.extent(ALWAYS) or (0, 0)
        if high - low <= measure.gate.allow.in_steps(measure.per_unit):
            continue
        spans = _doubted(chart, measure)
        for place in range(first, end):
            if measure.vital.value.name in steps[place].brings:
                at_s = seconds(steps[place].at)
                if any(from_s < at_s <= until_s for from_s, until_s in spans):
                    yield place


def _doubted(chart: Chart, measure: Measure) -> list[tuple[int, int]]:
    """Give for each reading that is far from those before it, when it came and until when another may bear it out."""
    gate, name = measure.gate, measure.vital.value.name
    low, high = measure.plausible
    rows = [each for each in chart.series[name] if low <= each.value <= high]
    if gate is None or not rows:
        return []
    at_s, numbers, values, marks = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    days = np.array([local_day(datetime.fromtimestamp(each.at_s, UTC), chart.zone) for each in rows])
    alone = replace(gate, witness_within=Quantity(_NO_WITNESS, gate.witness_within.unit))
    column = Column(np.zeros(len(rows), np.int64), at_s, values, numbers, marks)
    doubted = ~accepted(column, days, alone, measure.per_unit)
    return [(each, each + gate.witness_period.seconds) for each in at_s[doubted].tolist()]
