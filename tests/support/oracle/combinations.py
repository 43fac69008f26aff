"""Several conditions made into one: groups, sequences and scores (rules 22 to 25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Protocol

from oracle.calendar_days import DAY
from oracle.case import Case
from oracle.signs import is_of_days
from oracle.truth import Truth, all_of, any_of, at_least, compare, opposite, told
from server.rules.language.combination import Condition, Gathering, Group, Score
from server.rules.language.combination import Sequence as Steps
from server.rules.language.condition import Answered, Averages, Change, Comparison, Drift, Flagged, Level, Limit, Trend
from server.rules.language.quantity import Period, TimesOwnSpread
from server.rules.language.repeat import DaysInARow

SECOND = timedelta(seconds=1)


class Judge(Protocol):
    """Whoever can tell a condition at any instant, and all the instants at which it may change."""

    @property
    def case(self) -> Case:
        """Whom it is told of."""

    def truth(self, condition: Condition, t: datetime) -> Truth:
        """Tell a condition at an instant."""

    def instants(self, condition: Condition) -> Sequence[datetime]:
        """List in order every instant at which it may change."""


def truths_from(judge: Judge, condition: Condition, from_at: datetime, t: datetime) -> list[Truth]:
    """Tell everything that a condition was from one instant to another, both of them too."""
    moments = [from_at, *(at for at in judge.instants(condition) if from_at < at <= t)]
    return [judge.truth(condition, at) for at in moments]


def at_some_moment(judge: Judge, condition: Condition, period: Period, t: datetime) -> Truth:
    """Yes if it was yes at some moment of the period, no if it was no at every one, else cannot tell."""
    return any_of(truths_from(judge, condition, judge.case.days.edge_of(period, t), t))


def group(judge: Judge, condition: Group, t: datetime) -> Truth:
    """Judge all, any, none or so many of several; ``for_days`` the whole for so long."""
    if condition.for_days is None:
        return _gathered(judge, condition, t)
    days = judge.case.days
    from_at = days.start_of(days.day_of(t) - (condition.for_days - 1) * DAY) - SECOND
    moments = [from_at, *(at for at in judge.instants(condition) if from_at < at <= t)]
    return all_of(_gathered(judge, condition, at) for at in moments)


def _gathered(judge: Judge, condition: Group, t: datetime) -> Truth:
    within = condition.within
    if within is None:
        parts = [judge.truth(part, t) for part in condition.parts]
    else:
        parts = [at_some_moment(judge, part, within, t) for part in condition.parts]
    if condition.gathering is Gathering.AT_LEAST:
        return at_least(condition.least or 0, parts)
    if condition.gathering is Gathering.ALL:
        return all_of(parts)
    return any_of(parts) if condition.gathering is Gathering.ANY else opposite(any_of(parts))


def score(judge: Judge, condition: Score, t: datetime) -> Truth:
    """Judge the points of what was there at some moment of the look-back; ``on`` for so many days."""
    if condition.on is None:
        return _counted(judge, condition, t)
    days = judge.case.days
    from_at = days.start_of(days.day_of(t) - (condition.on.count - 1) * DAY)
    moments = [from_at, *(at for at in judge.instants(condition) if from_at < at <= t)]
    return all_of(_counted(judge, condition, at) for at in moments)


def _counted(judge: Judge, condition: Score, t: datetime) -> Truth:
    truths = [(line.points, at_some_moment(judge, line.when, condition.look_back, t)) for line in condition.lines]
    sure = sum(points for points, truth in truths if truth is Truth.YES)
    unknown = [points for points, truth in truths if truth is Truth.CANNOT_TELL]
    limit = _limit(judge.case, condition, t)
    if condition.is_unknown_zero:
        if condition.comparison in {Comparison.AT_MOST, Comparison.LESS_THAN}:
            sure += sum(unknown)
        return told(compare(sure, condition.comparison, limit))
    lowest = sure + sum(points for points in unknown if points < 0)
    highest = sure + sum(points for points in unknown if points > 0)
    answers = {compare(each, condition.comparison, limit) for each in (lowest, highest)}
    return told(answers.pop()) if len(answers) == 1 else Truth.CANNOT_TELL


def _limit(case: Case, condition: Score, t: datetime) -> Fraction:
    if isinstance(condition.amount, TimesOwnSpread):
        raise TypeError("points are not counted in spreads")
    return case.quantity(condition.amount, 1, t)


def sequence(judge: Judge, condition: Steps, t: datetime) -> Truth:
    """Judge whether the last step is there, and the earlier ones came before it, each before the next (rule 25)."""
    last = condition.steps[-1]
    now = judge.truth(last, t)
    if now is not Truth.YES:
        return now
    became_at = _became(judge, last, t)
    if not judge.case.days.is_within(became_at, condition.within, t):
        return Truth.NO
    if _led_up(judge, condition, len(condition.steps) - 1, became_at, became_at):
        return Truth.YES
    from_at = judge.case.days.edge_of(condition.within, became_at)
    before = [truth for step in condition.steps[:-1] for truth in truths_from(judge, step, from_at, became_at - SECOND)]
    return Truth.CANNOT_TELL if Truth.CANNOT_TELL in before else Truth.NO


def _became(judge: Judge, condition: Condition, t: datetime) -> datetime:
    """Give the instant since which a condition has been yes without a break."""
    since = t
    for at in reversed([at for at in judge.instants(condition) if at <= t]):
        if judge.truth(condition, at) is not Truth.YES:
            break
        since = at
    return since


def _led_up(judge: Judge, condition: Steps, place: int, next_at: datetime, last_at: datetime) -> bool:
    """Tell whether the steps before ``place`` became yes one after another before the instant of that one."""
    if place == 0:
        return True
    step, later, days = condition.steps[place - 1], condition.steps[place], judge.case.days
    must_be_earlier_day = is_day_condition(judge.case, step) or is_day_condition(judge.case, later)
    for at in judge.instants(step):
        is_in_time = at < next_at and days.is_within(at, condition.within, last_at)
        is_apart = not must_be_earlier_day or days.day_of(at) < days.day_of(next_at)
        if is_in_time and is_apart and _becomes(judge, step, at) and _led_up(judge, condition, place - 1, at, last_at):
            return True
    return False


def _becomes(judge: Judge, condition: Condition, at: datetime) -> bool:
    return judge.truth(condition, at) is Truth.YES and judge.truth(condition, at - SECOND) is not Truth.YES


def is_day_condition(case: Case, condition: Condition) -> bool:
    """Tell whether a condition, or any part of it, is judged on a newest day."""
    if isinstance(condition, Limit | Flagged):
        return is_of_days(case, condition)
    if isinstance(condition, Answered | Level):
        return isinstance(condition.on, DaysInARow)
    if isinstance(condition, Group):
        return any(is_day_condition(case, part) for part in condition.parts)
    if isinstance(condition, Steps):
        return any(is_day_condition(case, step) for step in condition.steps)
    if isinstance(condition, Score):
        return any(is_day_condition(case, line.when) for line in condition.lines)
    return isinstance(condition, Change | Trend | Averages | Drift)
