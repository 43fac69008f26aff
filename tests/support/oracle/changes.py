"""Changes over days: rises, trends, averages and drift (rules 14 to 17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from itertools import combinations
from statistics import mean

from oracle.calendar_days import DAY
from oracle.case import Case
from oracle.gate import steps
from oracle.truth import Truth, all_of, compare, told
from server.rules.language.condition import Averages, Change, Drift, Side, Trend
from server.rules.language.repeat import DaysInARow
from server.rules.language.signal import Measure


def change(case: Case, sign: Change, t: datetime) -> Truth:
    """Judge the newest day against the lowest (highest) of the days before."""
    measure = case.measure(sign.measure)
    newest = case.newest_day(measure, t)
    if newest is None:
        return Truth.CANNOT_TELL
    now = case.value_on(measure, sign.using, newest, t, None)
    level = level_of(case, sign, newest, t)
    amount = None if now is None else case.amount(sign.by, measure, newest, now.at, t)
    if now is None or level is None or amount is None:
        return Truth.CANNOT_TELL
    return told((now.value - level if sign.is_rise else level - now.value) >= amount)


def level_of(case: Case, sign: Change, newest: date, t: datetime) -> Fraction | None:
    """Give the lowest of the days before for a rise, the highest for a fall; None if none of them can be used."""
    measure = case.measure(sign.measure)
    if sign.within_days is None and not all(
        case.diary.is_morning_value(measure, day, t) for day in (newest, newest - DAY)
    ):
        return None
    before = [
        case.value_on(measure, sign.using, newest - back * DAY, t, None)
        for back in range(1, (sign.within_days or 1) + 1)
    ]
    known = [item.value for item in before if item is not None]
    return (min(known) if sign.is_rise else max(known)) if known else None


def trend(case: Case, sign: Trend, t: datetime) -> Truth:
    """Judge whether at least half of all pairs of days rise at least so steeply."""
    measure = case.measure(sign.measure)
    slope = steps(sign.per_week, measure)

    def judged(day: date) -> Truth:
        values = case.diary.values(measure, day - (sign.over_days - 1) * DAY, day, t)
        return _steepness(tuple(values.items()), slope) if len(values) >= sign.needs_days else Truth.CANNOT_TELL

    return _on_days(case, measure, sign.on, t, judged)


@cache
def _steepness(values: tuple[tuple[date, Fraction], ...], per_week: Fraction) -> Truth:
    """Take the slope away from the values: of two days that rise so steeply the later then lies no lower.

    The same days are asked about at every instant of a day.
    """
    level = [value * 7 - per_week * day.toordinal() for day, value in values]
    pairs = list(combinations(level, 2))
    if not pairs:
        return Truth.CANNOT_TELL
    return told(2 * sum(later >= earlier for earlier, later in pairs) >= len(pairs))


def averages(case: Case, sign: Averages, t: datetime) -> Truth:
    """Judge the mean of the last days against that of a longer stretch."""
    measure = case.measure(sign.measure)

    def judged(day: date) -> Truth:
        short = case.diary.values(measure, day - (sign.short_days - 1) * DAY, day, t)
        long = case.diary.values(measure, day - (sign.long_days - 1) * DAY, day, t)
        now = case.diary.day_value(measure, day, t)
        amount = None if now is None else case.amount(sign.amount, measure, day, now.at, t)
        if len(long) < sign.needs_days or not short or amount is None:
            return Truth.CANNOT_TELL
        return told(compare(Fraction(mean(short.values()) - mean(long.values())), sign.comparison, amount))

    return _on_days(case, measure, sign.on, t, judged)


def _on_days(case: Case, measure: Measure, on: object, t: datetime, judged: Callable[[date], Truth]) -> Truth:
    newest = case.newest_day(measure, t)
    if newest is None:
        return Truth.CANNOT_TELL
    days = [newest - back * DAY for back in range(on.count if isinstance(on, DaysInARow) else 1)]
    return all_of(Truth.CANNOT_TELL if not case.is_new_day(measure, day, t) else judged(day) for day in days)


def drift(case: Case, sign: Drift, t: datetime) -> Truth:
    """Judge a leaky sum of the daily distances from a reference, from zero at the window's edge."""
    measure = case.measure(sign.measure)
    newest = case.newest_day(measure, t)
    now = None if newest is None else case.diary.day_value(measure, newest, t)
    amount = None if newest is None or now is None else case.amount(sign.by, measure, newest, now.at, t)
    if newest is None or amount is None:
        return Truth.CANNOT_TELL
    total, is_known = Fraction(0), False
    for back in reversed(range(sign.over_days)):
        day = newest - back * DAY
        item = case.diary.day_value(measure, day, t)
        reference = None if item is None else case.reference(sign.reference, measure, day, item.at, t)
        if item is None or reference is None:
            continue
        distance = item.value - reference if sign.side is Side.ABOVE else reference - item.value
        total, is_known = max(Fraction(0), total + distance - steps(sign.leak, measure)), True
    return told(total >= amount) if is_known else Truth.CANNOT_TELL
