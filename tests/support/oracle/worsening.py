"""What a raise was measured against, what a nurse saw, and how far beyond it the patient has come (rules 20, 28)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction

from oracle import changes, signs
from oracle.case import Case
from oracle.days import Item
from oracle.judging import tell
from oracle.truth import Truth
from server.rules.language.combination import Condition, Group, Score
from server.rules.language.combination import Sequence as Steps
from server.rules.language.condition import Change, Comparison, Limit, Side, Sign

Measured = Change | Limit
"""A sign with a value, and with what it is measured against."""


def parts_of(condition: Condition) -> Iterator[Sign]:
    """Give the signs of a condition, in the order in which they stand."""
    if isinstance(condition, Group):
        parts: Sequence[Condition] = condition.parts
    elif isinstance(condition, Steps):
        parts = condition.steps
    elif isinstance(condition, Score):
        parts = [line.when for line in condition.lines]
    else:
        yield condition
        return
    for part in parts:
        yield from parts_of(part)


def measured(condition: Condition) -> list[Measured]:
    """List the changes, and the limits with a reference."""
    return [
        sign
        for sign in parts_of(condition)
        if isinstance(sign, Change) or (isinstance(sign, Limit) and sign.side is not None)
    ]


def judged(case: Case, sign: Measured, t: datetime) -> tuple[Item, date] | None:
    """Give the newest value that a sign looks at, with its day; None while there is none."""
    measure = case.measure(sign.measure)
    if isinstance(sign, Change) or signs.is_of_days(case, sign):
        day = case.diary.newest_day(measure, t)
        needs = sign.needs if isinstance(sign, Limit) else None
        item = None if day is None else case.value_on(measure, sign.using, day, t, needs)
        return None if item is None or day is None else (item, day)
    candidates = signs.candidates_of(case, measure, sign, t)
    return (candidates[-1], case.days.day_of(candidates[-1].first_at)) if candidates else None


def level_before(case: Case, condition: Condition, name: str, t: datetime) -> Fraction | None:
    """Give what a raise at t was measured against: of the first of its measure's signs that says yes."""
    for sign in measured(condition):
        newest = judged(case, sign, t)
        if sign.measure != name or newest is None or tell(case, sign, t) is not Truth.YES:
            continue
        item, day = newest
        if isinstance(sign, Change):
            return changes.level_of(case, sign, day, t)
        return signs.reference_of(case, sign, item, day, t)
    return None


def seen(case: Case, condition: Condition, t: datetime) -> list[tuple[Measured, Fraction]]:
    """List what could be seen at t, by sign."""
    found = [(sign, judged(case, sign, t)) for sign in measured(condition)]
    return [(sign, newest[0].value) for sign, newest in found if newest is not None]


def is_beyond(case: Case, what_was_seen: Sequence[tuple[Measured, Fraction]], t: datetime) -> bool:
    """Tell whether any value has gone on in the sign's direction by at least half the limit."""
    for sign, value in what_was_seen:
        newest = judged(case, sign, t)
        if newest is None:
            continue
        item, day = newest
        amount = sign.by if isinstance(sign, Change) else sign.amount
        whole = case.amount(amount, case.measure(sign.measure), day, item.at, t)
        further = item.value - value if _is_upwards(sign) else value - item.value
        if whole is not None and further > 0 and 2 * further >= abs(whole):
            return True
    return False


def _is_upwards(sign: Measured) -> bool:
    if isinstance(sign, Change):
        return sign.is_rise
    grows = sign.comparison in {Comparison.AT_LEAST, Comparison.MORE_THAN}
    return grows is (sign.side is Side.ABOVE)
