"""Limits and flags on one measure: on the newest day, the newest reading, or several (rules 10 to 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction

from oracle.calendar_days import DAY
from oracle.case import Case
from oracle.days import Item
from oracle.truth import Truth, all_of, at_least, compare, told
from server.rules.language.condition import Flagged, Limit, Side
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast
from server.rules.language.signal import Measure

Judged = Callable[[Item, date], Truth]
"""What one item, of one day, says."""


def limit(case: Case, sign: Limit, t: datetime) -> Truth:
    """Judge a value, or its distance from a reference, against a limit."""
    measure = case.measure(sign.measure)

    def judged(item: Item, day: date) -> Truth:
        distance = distance_of(case, sign, item, day, t)
        amount = case.amount(sign.amount, measure, day, item.at, t)
        if distance is None or amount is None:
            return Truth.CANNOT_TELL
        return told(compare(distance, sign.comparison, amount))

    if is_of_days(case, sign):
        return on_days(case, measure, sign, t, judged)
    return on_items(case, measure, sign, t, judged)


def flagged(case: Case, sign: Flagged, t: datetime) -> Truth:
    """Judge whether the device set its flag."""
    measure = case.measure(sign.measure)

    def judged(item: Item, _: date) -> Truth:
        return told((item.value == 1) is sign.is_set)

    if is_of_days(case, sign):
        return on_days(case, measure, sign, t, judged)
    return on_items(case, measure, sign, t, judged)


def is_of_days(case: Case, sign: Limit | Flagged) -> bool:
    """Tell whether a sign is judged on the newest day C."""
    if isinstance(sign, Limit) and sign.using is not None:
        return True
    if sign.on is not None:
        return isinstance(sign.on, DaysInARow)
    return case.measure(sign.measure).basis is Basis.DAY


def distance_of(case: Case, sign: Limit, item: Item, day: date, t: datetime) -> Fraction | None:
    """Give the value, or how far it lies above or below the reference; None without one."""
    if sign.side is None:
        return item.value
    reference = reference_of(case, sign, item, day, t)
    if reference is None:
        return None
    return item.value - reference if sign.side is Side.ABOVE else reference - item.value


def reference_of(case: Case, sign: Limit, item: Item, day: date, t: datetime) -> Fraction | None:
    """Give the reference, or where it cannot tell the one in ``or_else``."""
    measure = case.measure(sign.measure)
    for name in (sign.reference, sign.or_else):
        found = None if name is None else case.reference(name, measure, day, item.at, t)
        if found is not None:
            return found
    return None


def on_days(case: Case, measure: Measure, sign: Limit | Flagged, t: datetime, judged: Judged) -> Truth:
    """Judge the newest day with a value, or so many in a row (rule 11)."""
    newest = case.newest_day(measure, t)
    if newest is None:
        return Truth.CANNOT_TELL
    using, needs = (sign.using, sign.needs) if isinstance(sign, Limit) else (None, None)
    count = sign.on.count if isinstance(sign.on, DaysInARow) else 1
    truths = []
    for day in (newest - back * DAY for back in range(count)):
        item = case.value_on(measure, using, day, t, needs) if case.is_new_day(measure, day, t) else None
        truths.append(Truth.CANNOT_TELL if item is None else judged(item, day))
    return all_of(truths)


def on_items(case: Case, measure: Measure, sign: Limit | Flagged, t: datetime, judged: Judged) -> Truth:
    """Judge the newest reading or sitting, or several of them."""

    def truth_of(item: Item) -> Truth:
        return judged(item, case.days.day_of(item.first_at))

    candidates = candidates_of(case, measure, sign, t)
    if isinstance(sign.on, OfTheLast):
        return of_the_last(case, sign.on, candidates, t, truth_of)
    young = [item for item in candidates if case.days.is_younger(item.at, measure.counts_for, t)]
    if not young:
        return Truth.CANNOT_TELL
    if isinstance(sign.on, CloseTogether):
        return close_together(case, sign.on, candidates, truth_of)
    return truth_of(candidates[-1])


def candidates_of(case: Case, measure: Measure, sign: Limit | Flagged, t: datetime) -> list[Item]:
    """List what may be looked at, the newest last: without flags to be ignored, and of one sitting or of all."""
    basis = measure.basis if sign.on is None else Basis.READING
    if isinstance(sign.on, OfTheLast):
        basis = sign.on.basis
    items = [item for item in case.diary.items(measure, basis, t, sign.skips) if case.is_new(item.at)]
    if not sign.is_one_sitting:
        return items
    known = case.diary.items(measure, Basis.READING, t)
    newest = [each for each in case.diary.sittings(measure) if known and known[-1].at in each.instants]
    return [item for item in items if item.at in newest[-1].instants] if newest else []


def of_the_last(
    case: Case, on: OfTheLast, candidates: Sequence[Item], t: datetime, truth_of: Callable[[Item], Truth]
) -> Truth:
    """Judge the newest ``among`` of the period; what is not there could still be yes (rule 12)."""
    found = [item for item in candidates if case.days.is_within(item.at, on.within, t)][-on.among :]
    if not found:
        return Truth.CANNOT_TELL
    truths = [truth_of(item) for item in found]
    return at_least(on.count, truths + [Truth.CANNOT_TELL] * (on.among - len(found)))


def close_together(
    case: Case, on: CloseTogether, candidates: Sequence[Item], truth_of: Callable[[Item], Truth]
) -> Truth:
    """Judge the newest reading and those at most so long before it (rule 13)."""
    newest = candidates[-1]
    near = [item for item in candidates if case.days.is_apart_at_most(item.at, newest.at, on.within)]
    if [truth_of(item) for item in near].count(Truth.YES) >= on.count:
        return Truth.YES
    return Truth.NO if truth_of(newest) is Truth.NO else Truth.CANNOT_TELL
