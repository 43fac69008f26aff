"""Combinations: all, any, none, so many of; in a period or without a break; points; one after another."""

from __future__ import annotations

import numpy as np

from server.rules.judging.amounts import THOUSAND, amount
from server.rules.judging.exact import Exact
from server.rules.judging.limits import counted
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
from server.rules.language.condition import Answered, Averages, Change, Drift, Level, Limit, Trend
from server.rules.language.quantity import Period
from server.rules.language.repeat import DaysInARow


def group(scene: Scene, condition: Group) -> Truth:
    """Make one answer of several (rules 22 and 23)."""
    parts = [scene.judge(part, scene) for part in condition.parts]
    if condition.within is not None:
        parts = [_held_in(scene, part, condition.within) for part in parts]
    found = _gathered(condition, parts)
    if condition.for_days is None:
        return found
    place = np.maximum(scene.looks.day - condition.for_days + 1, 0)
    return _unbroken(scene.looks, found, scene.looks.before(scene.frame.starts_s[place]))


def _gathered(condition: Group, parts: list[Truth]) -> Truth:
    match condition.gathering:
        case Gathering.ALL:
            return all_of(parts)
        case Gathering.ANY:
            return any_of(parts)
        case Gathering.NONE:
            return negated(any_of(parts))
        case Gathering.AT_LEAST:
            return at_least(condition.least or len(parts), parts)


def _held_in(scene: Scene, part: Truth, within: Period) -> Truth:
    """Tell whether something was yes at some moment of a period: at a look in it, or when it began."""
    looks = scene.looks
    if within.is_calendar:
        start_s = scene.frame.starts_s[np.maximum(looks.day - within.days, 0)]
    else:
        start_s = looks.at_s - within.seconds
    first, end = looks.at_or_before(start_s), np.arange(len(looks.who)) + 1
    yes = counted(part, YES)[end] - counted(part, YES)[first]
    no = counted(part, NO)[end] - counted(part, NO)[first]
    return answer(yes > 0, (yes > 0) | (no == end - first))


def _unbroken(looks: Looks, truth: Truth, first: Ints) -> Truth:
    """Tell whether something was yes at every look from a place on."""
    end = np.arange(len(looks.who)) + 1
    yes = counted(truth, YES)[end] - counted(truth, YES)[first]
    no = counted(truth, NO)[end] - counted(truth, NO)[first]
    return answer(yes == end - first, (yes == end - first) | (no > 0))


def sequence(scene: Scene, condition: Sequence) -> Truth:
    """Tell whether one thing came after another (rule 25)."""
    looks = scene.looks
    steps = [scene.judge(step, scene) for step in condition.steps]
    reached: Truth = np.where(looks.onsets(steps[0], YES), np.int8(YES), np.int8(NO)).astype(np.int8)
    reached = np.where(steps[0] == UNKNOWN, np.int8(UNKNOWN), reached).astype(np.int8)
    for before, after, truth in zip(condition.steps, condition.steps[1:], steps[1:], strict=False):
        a_day_apart = is_of_days(before) or is_of_days(after)
        reached = _followed(scene, reached, truth, condition.within, a_day_apart=a_day_apart)
    last = steps[-1]
    onset = np.maximum.accumulate(np.where(looks.onsets(last, YES), np.arange(len(last)), -1)) if len(last) else reached
    return np.where(last == YES, reached[np.maximum(onset, 0)], last).astype(np.int8)


def _followed(scene: Scene, first: Truth, then: Truth, within: Period, *, a_day_apart: bool) -> Truth:
    """Tell, at the looks where ``then`` became yes, whether ``first`` did so in time before."""
    looks = scene.looks
    if within.is_calendar:
        since_s = scene.frame.starts_s[np.maximum(looks.day - within.days, 0)]
        start = looks.at_or_after(since_s)
    else:
        start = looks.at_or_after(looks.at_s - within.seconds + 1)
    end = np.arange(len(looks.who))
    if a_day_apart:
        end = np.minimum(end, looks.at_or_after(scene.frame.starts_s[looks.day]))
    start = np.minimum(start, end)
    yes = counted(first, YES)[end] - counted(first, YES)[start]
    unknown = counted(first, UNKNOWN)[end] - counted(first, UNKNOWN)[start]
    came: Bools = looks.onsets(then, YES)
    told = answer(yes > 0, (yes > 0) | (unknown == 0))
    return np.where(came, told, np.where(then == UNKNOWN, np.int8(UNKNOWN), np.int8(NO))).astype(np.int8)


def is_of_days(condition: Condition) -> bool:
    """Tell whether a condition is judged on days' values."""
    return any(
        isinstance(part, Change | Trend | Averages | Drift)
        or (isinstance(part, Limit | Answered | Level) and isinstance(part.on, DaysInARow))
        or (isinstance(part, Limit) and part.using is not None)
        for part in every_part(condition)
    )


def score(scene: Scene, condition: Score) -> Truth:
    """Hold the points of what was so in the look-back to a limit (rule 24)."""
    looks = scene.looks
    sure, open_points = points(scene, condition)
    bound = amount(scene, condition.amount, 1, looks.row, looks.at_s)
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
        held = _held_in(scene, scene.judge(line.when, scene), condition.look_back)
        sure += np.where(held == YES, line.points, 0)
        open_points += np.where(held == UNKNOWN, line.points, 0)
    return sure, open_points


def _compared(points_: Ints, condition: Score, bound: Exact) -> Truth:
    value = Exact(points_ * THOUSAND, np.array(THOUSAND), np.ones(len(points_), np.bool_))
    return value.compared(condition.comparison, bound)
