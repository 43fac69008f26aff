"""On which days a condition may be so at a look: told by days' values, readings and answers, before any look is.

*Perhaps* may be answered too often, never too seldom: on a day that has no chance the condition is *yes* at no look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from server.rules.judging.absence import taken, taken_days
from server.rules.judging.amounts import THOUSAND, usual_thousandths
from server.rules.judging.answers import answers_to, judged_answers, judged_days, judged_worsening
from server.rules.judging.calendar import instants_s
from server.rules.judging.changes import averages_grid, change_grid, drift_grid, trend_grid
from server.rules.judging.happenings import leaves_s, times_of_others
from server.rules.judging.limits import candidates, flags, is_on_days, judged_readings, limit_grid
from server.rules.judging.needs import ANSWER_COUNTS_S, days_of, repeated_days, speaks_of_episode
from server.rules.judging.scene import Scene
from server.rules.judging.truth import YES, Bools, Ints, Truth
from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import (
    Answered,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Trend,
    Worsens,
)
from server.rules.language.repeat import CloseTogether, DaysInARow, OfTheLast, Repeat
from server.rules.language.signal import Measure

_ANSWER_DAYS: Final = -(-ANSWER_COUNTS_S // 86_400)
"""So many days after its own an answer may still be the newest that counts."""


def may_be_on(condition: Condition, scene: Scene) -> Bools:
    """Tell on which days of each patient a condition may be so at a look, shape [patients, days]."""
    match condition:
        case Group():
            return _group(condition, scene)
        case Sequence():
            parts = [_later(may_be_on(step, scene), 2 * days_of(condition.within)) for step in condition.steps[:-1]]
            return _all([may_be_on(condition.steps[-1], scene), *parts], scene)
        case Score():
            return _score(condition, scene)
        case _:
            number, is_own = scene.numbers.get(id(condition)) or (condition, True)
            key = ("may be on", number, scene.rule.name if is_own else None)
            return scene.frame.kept.once(key, lambda: _SIGNS.get(type(condition), _any_day)(scene, condition))


def _group(group: Group, scene: Scene) -> Bools:
    if group.gathering is Gathering.NONE:
        return _any_day(scene, group)
    parts = (may_be_on(part, scene) for part in group.parts)
    if group.within is not None:
        within = days_of(group.within)
        parts = (_later(part, within) for part in parts)
    match group.gathering:
        case Gathering.ALL:
            return _all(parts, scene)
        case Gathering.ANY:
            return _times(parts, scene) > 0
        case _:
            return _times(parts, scene) >= (group.least or len(group.parts))


def _all(parts: Iterable[Bools], scene: Scene) -> Bools:
    """Tell on which days all of some parts may be; no more of them are looked at than show that there is none."""
    found = np.ones(_shape(scene), np.bool_)
    for part in parts:
        found &= part
        if not found.any():
            break
    return found


def _times(parts: Iterable[Bools], scene: Scene) -> Ints:
    """Count, for each day, how many of some parts may be."""
    found = np.zeros(_shape(scene), np.int64)
    for part in parts:
        found += part
    return found


def _score(score: Score, scene: Scene) -> Bools:
    needed = usual_thousandths(score.amount, scene.rule, scene.frame)
    if needed is None or not score.comparison.is_upwards:
        return _any_day(scene, score)
    within, most = days_of(score.look_back), np.zeros(_shape(scene), np.int64)
    for line in score.lines:
        most += line.points * _later(may_be_on(line.when, scene), within)
    found: Bools = most * THOUSAND >= needed
    return found


def _shape(scene: Scene) -> tuple[int, int]:
    return len(scene.frame.people), scene.frame.count


def _any_day(scene: Scene, _condition: Condition) -> Bools:
    return np.ones(_shape(scene), np.bool_)


def _later(found: Bools, days: int) -> Bools:
    """Mark so many days more after each."""
    marked = found.copy()
    for back in range(1, min(days, found.shape[1] - 1) + 1):
        marked[:, back:] |= found[:, :-back]
    return marked


def _of_grid(scene: Scene, grid: Truth, on: Repeat | None) -> Bools:
    """Mark the days that give the answer, in a row as they must be, and those after them: yesterday's value counts."""
    is_so = grid == YES
    if isinstance(on, DaysInARow):
        for back in range(1, on.count):
            is_so[:, back:] &= grid[:, :-back] == YES
            is_so[:, :back] = False
    if len(scene.frame.rows) > len(scene.frame.people):
        heads = np.searchsorted(scene.frame.person, np.arange(len(scene.frame.people)))
        is_so = np.logical_or.reduceat(is_so, heads, axis=0)
    return _later(is_so, 1)


def _of_instants(scene: Scene, row: Ints, at_s: Ints, days: int) -> Bools:
    """Mark the days of some instants of some rows, and so many after each."""
    found, day = np.zeros(_shape(scene), np.bool_), scene.frame.day_of(at_s)
    inside = (day >= 0) & (day < scene.frame.count)
    found[scene.frame.person[row[inside]], day[inside]] = True
    return _later(found, days)


def _limit(scene: Scene, limit: Limit) -> Bools:
    measure = scene.measure(limit.measure)
    if speaks_of_episode(limit):
        return _any_day(scene, limit)
    if is_on_days(limit, measure):
        return _of_grid(scene, limit_grid(scene, limit, measure), limit.on)
    column = (found := candidates(scene, measure, limit.on, limit.skips)).column
    is_so = judged_readings(scene, limit, measure, found) == YES
    return _of_instants(scene, column.who[is_so], column.at_s[is_so], _counts_days(measure, limit.on))


def _flagged(scene: Scene, flagged: Flagged) -> Bools:
    measure = scene.measure(flagged.measure)
    column, judged = flags(scene, flagged, measure)
    is_so = judged == YES
    return _of_instants(scene, column.who[is_so], column.at_s[is_so], _counts_days(measure, flagged.on))


def _counts_days(measure: Measure, on: Repeat | None) -> int:
    """Count the days after its own on which a reading may still give the answer."""
    match on:
        case OfTheLast():
            return days_of(on.within)
        case CloseTogether():
            return days_of(on.within) + days_of(measure.counts_for)
        case _:
            return days_of(measure.counts_for)


def _answered(scene: Scene, condition: Answered | Level) -> Bools:
    found = answers_to(scene.frame, condition.question)
    in_a_row = isinstance(condition.on, DaysInARow)
    judged = judged_days(scene, condition, found) if in_a_row else judged_answers(scene, condition, found)
    is_so, column = judged == YES, found.column
    days = max(_ANSWER_DAYS, 0 if in_a_row else repeated_days(condition.on))
    return _of_instants(scene, column.who[is_so], column.at_s[is_so], days)


def _worsens(scene: Scene, condition: Worsens) -> Bools:
    found = answers_to(scene.frame, condition.question)
    is_so, column = judged_worsening(scene, condition, found) == YES, found.column
    return _of_instants(scene, column.who[is_so], column.at_s[is_so], _ANSWER_DAYS)


def _missing(scene: Scene, condition: Missing) -> Bools:
    """Mark the days before which so many have nothing taken, less the one that is looked at.

    Of one day only: where nothing was taken until it is due, or on the day before.
    """
    frame, before = scene.frame, condition.days - 1
    nothing = ~taken_days(frame, condition.measure)
    found = np.ones(frame.shape, np.bool_)
    if before:
        for back in range(1, before + 1):
            found[:, back:] &= nothing[:, :-back]
    else:
        column = taken(frame, condition.measure)
        due_s = instants_s(frame.zone, condition.due_minute, frame.first, frame.count)
        day = np.clip(frame.day_of(column.at_s), 0, frame.count - 1)
        early = column.at_s <= due_s[day]
        found[column.who[early], day[early]] = False
        found[:, 1:] |= nothing[:, :-1]
    heads = np.searchsorted(frame.person, np.arange(len(frame.people)))
    return np.logical_or.reduceat(found, heads, axis=0)


def _happened(scene: Scene, condition: Happened) -> Bools:
    found = np.zeros(_shape(scene), np.bool_)
    for who, chart in enumerate(scene.frame.people):
        for kind, from_s, until_s in chart.events.values():
            if kind in condition.kinds:
                ends_s = until_s if condition.within is None else leaves_s(scene, from_s, condition.within)
                _mark(scene, found, who, from_s, ends_s)
    return found


def _pressed(scene: Scene, condition: Pressed) -> Bools:
    column = scene.frame.raw(f"button.{condition.kind}")
    return _of_instants(scene, column.who, column.at_s, days_of(condition.within))


def _other_alert(scene: Scene, condition: OtherAlert) -> Bools:
    found = np.zeros(_shape(scene), np.bool_)
    for who, from_s, until_s in times_of_others(scene, condition):
        _mark(scene, found, who, from_s, until_s)
    return found


def _mark(scene: Scene, found: Bools, who: int, from_s: int, until_s: int | None) -> None:
    """Mark the days of a patient that an instant in [from, until] lies in."""
    first, last = (int(scene.frame.day_of(np.array(at_s))) for at_s in (from_s, from_s if until_s is None else until_s))
    found[who, max(first, 0) : None if until_s is None else max(last + 1, 0)] = True


_SIGNS: Final[Mapping[type, Callable[[Scene, Any], Bools]]] = {
    Limit: _limit,
    Change: lambda scene, sign: _of_grid(scene, change_grid(scene, sign), None),
    Trend: lambda scene, sign: _of_grid(scene, trend_grid(scene, sign), sign.on),
    Averages: lambda scene, sign: _of_grid(scene, averages_grid(scene, sign), sign.on),
    Drift: lambda scene, sign: _of_grid(scene, drift_grid(scene, sign), None),
    Flagged: _flagged,
    Answered: _answered,
    Level: _answered,
    Worsens: _worsens,
    Missing: _missing,
    Happened: _happened,
    Pressed: _pressed,
    OtherAlert: _other_alert,
}
