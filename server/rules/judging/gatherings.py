"""Combinations: all, any, none, so many of; in a period or without a break; points; one after another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from server.rules.judging.amounts import amount
from server.rules.judging.exact import Exact, whole
from server.rules.judging.limits import among, counted, is_on_days
from server.rules.judging.looks import Looks
from server.rules.judging.needs import every_part
from server.rules.judging.scene import Scene
from server.rules.judging.truth import (
    NO,
    UNKNOWN,
    YES,
    Bools,
    Ints,
    Truth,
    all_of,
    answer,
    any_of,
    at_least,
    negated,
)
from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import Answered, Averages, Change, Comparison, Drift, Level, Limit, Trend
from server.rules.language.quantity import Period
from server.rules.language.repeat import DaysInARow
from server.rules.language.signal import Signals


def group(scene: Scene, condition: Group) -> Truth:
    """Make one answer of several (rules 22 and 23)."""
    within = condition.within
    parts = (scene.judge(part, scene) for part in condition.parts)
    found = _gathered(condition, parts if within is None else (held_in(scene, part, within) for part in parts))
    if condition.for_days is None:
        return found
    place = np.maximum(scene.looks.day - condition.for_days + 1, 0)
    return _unbroken(scene.looks, found, scene.looks.before(scene.frame.starts_s[place]))


def _gathered(condition: Group, parts: Iterable[Truth]) -> Truth:
    match condition.gathering:
        case Gathering.ALL:
            return all_of(parts)
        case Gathering.ANY:
            return any_of(parts)
        case Gathering.NONE:
            return negated(any_of(parts))
        case Gathering.AT_LEAST:
            return at_least(condition.least or len(condition.parts), [*parts])


def held_in(scene: Scene, part: Truth, within: Period) -> Truth:
    """Tell whether something was yes at some moment of a period: at a look in it, or when it began."""
    if not part.any():
        return part  # it never was anything but no
    first, end = _span(scene, within)
    yes = among(part, YES, first, end) > 0
    return answer(yes, yes | (among(part, NO, first, end) == end - first))


def _span(scene: Scene, within: Period) -> tuple[Ints, Ints]:
    """Give, for each look, the first look that belongs to a period up to it, and the one after the last."""
    looks = scene.looks
    first = looks.kept.once(("since", within), lambda: looks.at_or_before(start_s_of(scene, within)))
    return first, looks.kept.once("ends", lambda: np.arange(len(looks.who)) + 1)


def _unbroken(looks: Looks, truth: Truth, first: Ints) -> Truth:
    """Tell whether something was yes at every look from a place on."""
    end = np.arange(len(looks.who)) + 1
    yes = among(truth, YES, first, end) == end - first
    return answer(yes, yes | (among(truth, NO, first, end) > 0))


def sequence(scene: Scene, condition: Sequence) -> Truth:
    """Tell whether things came one after another, the last of them not longer ago than the period (rule 25)."""
    looks = scene.looks
    last = scene.judge(condition.steps[-1], scene)
    if not (last == YES).any():
        return last
    before = [scene.judge(step, scene) for step in condition.steps[:-1]]
    index = np.arange(len(last))
    began = _last_true(looks.onsets(last, YES))[index]
    since = _since(scene, condition.within)
    start = since[np.maximum(began, 0)]
    came = _came(scene, condition, before, start, began)
    reach = looks.at_or_before(start_s_of(scene, condition.within))[np.maximum(began, 0)]
    blind = np.zeros(len(last), np.bool_)
    for truth in before:
        unknown = counted(truth, UNKNOWN)
        blind |= unknown[np.maximum(began, 0)] > unknown[np.minimum(reach, np.maximum(began, 0))]
    told = answer(came, came | ~blind)
    told = np.where((last == YES) & (began < since), np.int8(NO), told)
    return np.where(last == YES, told, last).astype(np.int8)


def _came(scene: Scene, condition: Sequence, before: list[Truth], start: Ints, began: Ints) -> Bools:
    """Tell whether the earlier steps became yes one after another since a look, before the last step began."""
    looks, end = scene.looks, np.maximum(began, 0)
    place = end
    for number in range(len(before) - 1, 0, -1):
        place = _step_before(scene, condition, number, looks.onsets(before[number], YES), place)
    if len(before) == 1:
        first = _step_before(scene, condition, 0, looks.onsets(before[0], YES), place)
        return (began >= 0) & (first >= start)
    earliest = _first_true(looks.onsets(before[0], YES))[np.minimum(start, len(looks.who))]
    latest = _latest_before(scene, condition, 0, np.maximum(place, 0))
    return (began >= 0) & (place >= start) & (earliest < latest)


def _step_before(scene: Scene, condition: Sequence, number: int, onsets: Bools, place: Ints) -> Ints:
    """Give the last look, before another, at which a step became yes; -1 if there is none."""
    latest = _latest_before(scene, condition, number, np.maximum(place, 0))
    found = _last_true(onsets)[np.maximum(latest - 1, 0)]
    return np.where((place >= 0) & (latest > 0), found, -1)


def _latest_before(scene: Scene, condition: Sequence, number: int, place: Ints) -> Ints:
    """Give the look before which a step must have begun: the next step's, or the first of its day."""
    signals = scene.frame.rule_set.signals
    if not any(is_of_days(step, signals) for step in condition.steps[number : number + 2]):
        return place
    looks = scene.looks
    firsts = looks.at_or_after(scene.frame.starts_s[looks.day])
    return firsts[place]


def start_s_of(scene: Scene, within: Period) -> Ints:
    """Give the instant at which a period up to each look begins; of elapsed time, the second before."""
    if within.is_calendar:
        return scene.frame.starts_s[np.maximum(scene.looks.day - within.days, 0)]
    return scene.looks.at_s - within.seconds


def _since(scene: Scene, within: Period) -> Ints:
    """Give the first look in a period up to each look."""
    start_s = start_s_of(scene, within)
    return scene.looks.at_or_after(start_s if within.is_calendar else start_s + 1)


def _last_true(found: Bools) -> Ints:
    """Give, for each place, the last one up to it where something is so; -1 if there is none."""
    index = np.where(found, np.arange(len(found)), -1)
    return np.maximum.accumulate(index) if len(index) else index


def _first_true(found: Bools) -> Ints:
    """Give, for each place and the one after the last, the first from it on where something is so."""
    index = np.append(np.where(found, np.arange(len(found)), len(found)), len(found))
    return np.minimum.accumulate(index[::-1])[::-1]


def is_of_days(condition: Condition, signals: Signals) -> bool:
    """Tell whether a condition, or any part of it, is judged on days' values."""
    return any(
        isinstance(part, Change | Trend | Averages | Drift)
        or (isinstance(part, Answered | Level) and isinstance(part.on, DaysInARow))
        or (isinstance(part, Limit) and is_on_days(part, signals.measures[part.measure]))
        for part in every_part(condition)
    )


def score(scene: Scene, condition: Score) -> Truth:
    """Hold the points of what was so in the look-back to a limit (rule 24)."""
    looks = scene.looks
    sure, open_points = points(scene, condition)
    bound = amount(scene, condition.amount, 1, looks.row, looks.at_s)
    if condition.comparison in {Comparison.AT_MOST, Comparison.LESS_THAN}:
        sure, open_points = sure + open_points, -open_points  # what cannot be told is no sign of calm
    found = _compared(sure, condition, bound)
    if not condition.is_unknown_zero:
        highest = _compared(sure + open_points, condition, bound)
        found = np.where(found == highest, found, np.int8(UNKNOWN)).astype(np.int8)
    if condition.on is None:
        return found
    place = np.maximum(looks.day - condition.on.count + 1, 0)
    return _unbroken(looks, found, looks.at_or_before(scene.frame.starts_s[place]))


def points(scene: Scene, condition: Score) -> tuple[Ints, Ints]:
    """Give, at each look, the points that are sure and those that cannot be told."""
    sure = np.zeros(len(scene.looks.who), np.int64)
    open_points = np.zeros_like(sure)
    for line in condition.lines:
        held = held_in(scene, scene.judge(line.when, scene), condition.look_back)
        if held.any():
            sure += np.where(held == YES, line.points, 0)
            open_points += np.where(held == UNKNOWN, line.points, 0)
    return sure, open_points


def _compared(points_: Ints, condition: Score, bound: Exact) -> Truth:
    return whole(points_).compared(condition.comparison, bound)
