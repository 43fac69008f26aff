"""What is not there: planned and not taken, a hub that is silent, and what arrives again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from server.rules.judging.calendar import instants_s
from server.rules.judging.chart import Chart
from server.rules.judging.column import Column, distinct, keys
from server.rules.judging.frame import Frame, Grid
from server.rules.judging.needs import HABIT_DAYS, HUB
from server.rules.judging.scene import Scene
from server.rules.judging.truth import NO, UNKNOWN, YES, Bools, Ints, Truth, answer
from server.rules.language.condition import Arrives, Missing, Silent
from server.rules.record import EVERY_DAY

AWAY: Final = frozenset({"admitted", "travelling", "plan_paused"})
HABIT_NEEDS: Final = 4
HABIT_HOLDS: Final = (19, 20)
"""The habit is the gap that so many of a patient's own gaps do not pass: the longest, but for one of twenty."""
HABIT_AT_MOST_DAYS: Final = 7
"""No habit is longer than a week: a long silence must not make the next one look usual."""
PLAN_DAYS: Final = 35
"""How far back planned days are looked for."""
_WEEK_DAYS: Final = 7
_WIDE: Final = HABIT_DAYS + 1
"""No gap of so many days is looked at."""
_NEVER: Final = np.iinfo(np.int64).max
_MONDAY: Final = 1
"""Day 1 of the calendar was a Monday."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """The days on which something is planned, as they are known at each look.

    ``places`` are, for each row, the planned days in order, and ``rank`` how many of them are due at each look, those
    of the last five weeks ``recent``. ``is_today`` marks the looks at which today is the last of them, because what
    takes it away is still to come; ``latest`` is the last of them.
    """

    places: Ints
    rank: Ints
    recent: Ints
    is_today: Bools
    latest: Ints

    def back(self, scene: Scene, count: Ints) -> Ints:
        """Give, for each look, the planned day so many back, the last that is due being the first."""
        place = np.clip(self.rank - count, 0, self.places.shape[1] - 1)
        return np.where(self.is_today & (count == 1), self.latest, self.places[scene.looks.row, place])


def missing(scene: Scene, condition: Missing) -> Truth:
    """Tell whether something planned was not taken, where the hub was heard since (rule 18)."""
    frame, looks = scene.frame, scene.looks
    column = taken(frame, condition.measure)
    due_s = instants_s(frame.zone, condition.due_minute, frame.first, frame.count)
    due = looks.kept.once(("due", condition.due_minute), lambda: _due(scene, due_s))
    found = _judge(scene, column, condition, due, np.ones(len(looks.row), np.int64))
    candidates = np.flatnonzero(found != NO)
    if not len(candidates):
        return found
    if condition.is_beyond_habit:
        habit = np.ones(len(looks.row), np.int64)
        habit[candidates] = _habits(frame, condition.measure, looks.row[candidates], due.latest[candidates])
        found = _judge(scene, column, condition, due, habit)
    if condition.measure in frame.rule_set.signals.measures:
        heard = np.array([-1 if chart.contact.last_s is None else chart.contact.last_s for chart in frame.charts])
        is_blind = heard[looks.row] < due_s[due.latest]
        found = np.where((found == YES) & is_blind, np.int8(UNKNOWN), found)
    return found


def _due(scene: Scene, due_s: Ints) -> _Planned:
    """Find the planned days whose hour has passed at each look."""
    frame, looks = scene.frame, scene.looks
    days = planned(frame)
    today = due_s[looks.day] <= looks.at_s
    last_due = np.where(today, looks.day, looks.day - 1)
    is_today = today & days.is_planned[looks.row, looks.day] & (looks.at_s < days.gone_s[looks.row, looks.day])
    is_today &= ~days.stays[looks.row, looks.day]
    rank = np.where(last_due >= 0, days.ranks[looks.row, np.maximum(last_due, 0)], 0) + is_today
    oldest = looks.day - PLAN_DAYS - 1
    recent = rank - np.where(oldest >= 0, days.ranks[looks.row, np.maximum(oldest, 0)], 0)
    latest = np.where(is_today, looks.day, days.places[looks.row, np.maximum(rank - 1, 0)])
    return _Planned(days.places, rank, recent, is_today, latest)


def _judge(scene: Scene, column: Column, condition: Missing, due: _Planned, habit: Ints) -> Truth:
    """Look for anything taken since the first of the planned days that would have to be empty."""
    looks = scene.looks
    needed = condition.days + habit - 1
    is_whole = due.recent >= needed
    count = np.where(is_whole, needed, np.minimum(condition.days, due.recent))
    since_s = scene.frame.starts_s[due.back(scene, np.maximum(count, 1))]
    any_taken = looks.ends_in(column) > column.at_or_after(looks.row, since_s)
    return answer(~any_taken, (due.recent > 0) & (is_whole | any_taken))


def taken(frame: Frame, measure: str) -> Column:
    """Give what was taken of a measure, questioned or not; of ``anything``, whatever came from the patient."""
    measures = frame.rule_set.signals.measures
    if measure in measures:
        return frame.plausible(measures[measure])
    return frame.once("anything", lambda: _anything(frame))


def _anything(frame: Frame) -> Column:
    """Lay out the instants of whatever came from the patients."""
    parts = _everything(frame)
    who = np.concatenate([part.who for part in parts]) if parts else np.zeros(0, np.int64)
    at_s = np.concatenate([part.at_s for part in parts]) if parts else np.zeros(0, np.int64)
    order = np.argsort(keys(who, at_s), kind="stable")
    return Column(who[order], at_s[order], at_s[order], at_s[order], at_s[order])


def _everything(frame: Frame) -> list[Column]:
    """Give all readings, answers and presses, one series after another."""
    return [frame.raw(name) for name in sorted({name for chart in frame.charts for name in chart.series})]


@dataclass(frozen=True)
class PlannedDays:
    """For each patient and day, whether something is planned, and from when on an absence takes that away."""

    is_planned: Bools
    gone_s: Ints

    @cached_property
    def stays(self) -> Bools:
        """Tell which planned days no absence takes away."""
        stays: Bools = self.is_planned & (self.gone_s == _NEVER)
        return stays

    @cached_property
    def ranks(self) -> Ints:
        """Count such days up to each."""
        return np.cumsum(self.stays, axis=1)

    @cached_property
    def places(self) -> Ints:
        """Give, for each patient, the places of such days in order; what is beyond them is 0."""
        found = np.zeros(self.stays.shape, np.int64)
        who, day = np.nonzero(self.stays)
        found[who, self.ranks[who, day] - 1] = day
        return found

    def of(self, first: int, end: int) -> PlannedDays:
        """Keep the rows ``first`` to ``end`` (not included)."""
        return PlannedDays(self.is_planned[first:end], self.gone_s[first:end])


def planned(frame: Frame) -> PlannedDays:
    """Give what is planned, found once a frame."""
    return frame.once("planned", lambda: _plan(frame))


def _plan(frame: Frame) -> PlannedDays:
    """Tell, for each patient and day, whether something is planned, and from when on an absence takes that away."""
    numbers = np.arange(frame.first, frame.first + frame.count)
    weekday = (numbers - _MONDAY) % _WEEK_DAYS
    starts = np.array([chart.plan_from for chart in frame.charts])
    is_planned: Bools = numbers >= starts[:, None]
    gone_s = np.full(frame.shape, _NEVER, np.int64)
    for place, chart in enumerate(frame.charts):
        if chart.weekdays != EVERY_DAY:
            is_planned[place] &= np.isin(weekday, sorted(chart.weekdays))
        for from_s, first, last in _away(frame, chart):
            part = gone_s[place, max(first, 0) : max(last + 1, 0)]
            np.minimum(part, from_s, out=part)
    return PlannedDays(is_planned, gone_s)


def _away(frame: Frame, chart: Chart) -> list[tuple[int, int, int]]:
    """Give the absences: when each begins, and the days that it touches, first and last."""
    times = [(from_s, until_s) for kind, from_s, until_s in chart.events.values() if kind in AWAY]
    ends = [_NEVER if until_s is None else until_s - 1 for _, until_s in times]
    return [
        (from_s, int(frame.day_of(np.array(from_s))), int(frame.day_of(np.array(end_s))))
        for (from_s, _), end_s in zip(times, ends, strict=True)
    ]


def taken_days(frame: Frame, measure: str) -> Bools:
    """Tell, for each patient and day, whether anything was taken of a measure, or of ``anything``."""
    return frame.once(("taken days", measure), lambda: Grid(_taken_days(frame, measure))).cells


def _taken_days(frame: Frame, measure: str) -> Bools:
    measures, found = frame.rule_set.signals.measures, np.zeros(frame.shape, np.bool_)
    columns = [taken(frame, measure)] if measure in measures else _everything(frame)
    for column in columns:
        day = frame.day_of(column.at_s)
        inside = (day >= 0) & (day < frame.count)
        found[column.who[inside], day[inside]] = True
    return found


def _habits(frame: Frame, measure: str, who: Ints, latest: Ints) -> Ints:
    """Give the longest gap in days that is usual for the patients before each of these days, by the last five weeks."""
    has = taken_days(frame, measure)
    asked = who * frame.count + latest
    pairs = distinct(asked)
    place = np.searchsorted(pairs, asked)
    patient, last = np.divmod(pairs, frame.count)
    places = last[:, None] - HABIT_DAYS + np.arange(HABIT_DAYS)
    there = has[patient[:, None], np.maximum(places, 0)] & (places >= 0)
    newest = np.maximum.accumulate(np.where(there, np.arange(HABIT_DAYS), -1), axis=1)
    before = newest[:, :-1]  # the last day before each with something taken
    gaps = np.where(there[:, 1:] & (before >= 0), np.arange(1, HABIT_DAYS) - before, _WIDE)
    gaps.sort(axis=1)
    count = there.sum(axis=1)
    some, of_all = HABIT_HOLDS
    longest = gaps[np.arange(len(gaps)), some * np.maximum(count - 1, 0) // of_all]
    habits = np.where(count >= HABIT_NEEDS, np.minimum(longest, HABIT_AT_MOST_DAYS), 1)
    return habits[place]


def silent(scene: Scene, condition: Silent) -> Truth:
    """Tell whether the hub has not been heard for so long (rule 19)."""
    looks, column = scene.looks, contacts(scene.frame)
    end = looks.ends_in(column)
    has_any = end > looks.starts_in(column)
    if not len(column.who):
        return np.full(len(looks.row), UNKNOWN, np.int8)
    last_s = column.values[np.maximum(end - 1, 0)]
    return answer(looks.at_s - last_s >= condition.period.seconds, has_any)


def contacts(frame: Frame) -> Column:
    """Give the stretches of contact: ``at_s`` their starts, ``values`` their ends, ``numbers`` their seconds."""
    return frame.once("contacts", lambda: _contacts(frame))


def _contacts(frame: Frame) -> Column:
    """Lay out the stretches of contact."""
    rows = [
        (place, start_s, end_s, _NEVER if second_s is None else second_s)
        for place, chart in enumerate(frame.charts)
        for start_s, second_s, end_s in chart.contact.known
    ]
    who, at_s, values, numbers = np.array(rows, np.int64).reshape(-1, 4).T
    return Column(who, at_s, values, numbers, numbers)


def arrives(scene: Scene, condition: Arrives) -> Truth:
    """Tell whether enough has come since the episode began (rule 20)."""
    looks, frame = scene.looks, scene.frame
    since_s = np.full(frame.shape[0], -1, np.int64) if scene.since_s is None else scene.since_s
    began_s = since_s[looks.row]
    if condition.measure != HUB:
        column = taken(frame, condition.measure)
        count = looks.ends_in(column) - column.until(looks.row, began_s)
        return answer(count >= condition.count, began_s >= 0)
    column = contacts(frame)
    heard_s = np.full(frame.shape[0], _NEVER, np.int64)
    reached_s = column.at_s if condition.count == 1 else column.numbers
    later = column.at_s > since_s[column.who]
    np.minimum.at(heard_s, column.who[later], reached_s[later])
    return answer(looks.at_s >= heard_s[looks.row], began_s >= 0)
