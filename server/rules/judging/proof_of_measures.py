"""What limits, flags and changes of a measure rest on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

import numpy as np

from server.rules.judging.amounts import amount, day_amount, reference
from server.rules.judging.changes import change_parts
from server.rules.judging.chart import FLAG_BITS
from server.rules.judging.days import NEVER, Sittings, place_in_sitting
from server.rules.judging.limits import (
    against,
    candidates,
    is_on_days,
    judged_readings,
    reached_readings,
    reading_amount,
)
from server.rules.judging.proof import Here, Proof, Reading, cell, told
from server.rules.judging.truth import YES
from server.rules.judging.value import Count, Day, Figure, Span, Value
from server.rules.judging.windows import protocol, protocol_readings
from server.rules.language.condition import Change, Flagged, Limit, Reference
from server.rules.language.quantity import Amount, TimesOwnSpread
from server.rules.language.repeat import DaysInARow
from server.rules.language.signal import Measure
from server.rules.local_day import local_day

AGREED: Final = frozenset({Reference.TARGET_WEIGHT, Reference.DISCHARGE_WEIGHT, Reference.REFERENCE_WEIGHT})


def limit(here: Here, condition: Limit) -> Proof:
    """Give the value that is held to a limit, what it is counted from, and how often it was so (rules 10 to 13)."""
    measure = here.scene.measure(condition.measure)
    return _on_day(here, condition, measure) if is_on_days(condition, measure) else _on_reading(here, condition)


def _on_day(here: Here, condition: Limit, measure: Measure) -> Proof:
    scene, day = here.scene, newest_day(here, measure)
    repeats: dict[str, Value] = {"days": Span(condition.on.count)} if isinstance(condition.on, DaysInARow) else {}
    if day is None:
        return Proof({**_limit_now(here, condition.amount, measure, condition), **repeats})
    place = (here.row, day)
    now, held, bound = (cell(each, place, measure.per_unit) for each in against(scene, condition, measure))
    values = _against(condition, measure, now, held, bound)
    values |= repeats | _reference_day(here, condition, int(scene.frame.days(measure).at_s[place]))
    if condition.needs is not None:
        values["count"] = Count(_how_many(here, condition, measure, day))
    rows = range(condition.on.count if isinstance(condition.on, DaysInARow) else 1)
    readings = [readings_behind(here, condition, measure, day - back) for back in rows]
    return Proof(values, frozenset().union(*readings))


def _against(
    condition: Limit, measure: Measure, now: Fraction | None, held: Fraction | None, bound: Fraction | None
) -> dict[str, Value]:
    """Name the value, the limit and the distance."""
    is_apart = condition.reference is not None
    apart = None if now is None or held is None else abs(now - held)
    return told(
        {
            "now": measured(now, measure),
            "earlier": measured(held, measure),
            "change": measured(apart, measure, is_apart=True),
            "limit": bounded(bound, condition.amount, measure, is_apart=is_apart),
        }
    )


def _limit_now(here: Here, said: Amount, measure: Measure, condition: Limit) -> dict[str, Value]:
    """Give the limit alone, where there is no value to hold to it."""
    if isinstance(said, TimesOwnSpread):
        return {}
    bound = amount(here.scene, said, measure.per_unit, np.array([here.row]), np.array([here.at_s]))
    found = cell(bound, (0,), measure.per_unit)
    return told({"limit": bounded(found, said, measure, is_apart=condition.reference is not None)})


def _reference_day(here: Here, condition: Limit, at_s: int) -> dict[str, Value]:
    """Give the day on which the agreed value was set that held at an instant."""
    if condition.reference not in AGREED:
        return {}
    entries = here.scene.frame.charts[here.row].agreed.get(condition.reference or "", ())
    held = [from_s for from_s, value in entries if from_s <= at_s and value is not None]
    return {"reference_day": day_of(here, held[-1])} if held else {}


def _how_many(here: Here, condition: Limit, measure: Measure, day: int) -> int:
    """Count the readings of a protocol, or the days of a window, that have a value."""
    using = condition.using or ""
    if using in measure.protocols:
        return int(protocol(here.scene.frame, measure, measure.protocols[using])[1][here.row, day])
    known = here.scene.frame.days(measure).known[here.row]
    return sum(bool(known[each]) for each in _window_days(condition, measure, day))


def _window_days(condition: Limit | Change, measure: Measure, day: int) -> range:
    """Give the days whose values are looked at: of a window its own, else the day itself."""
    made = measure.windows.get(condition.using or "")
    if made is not None:
        last = day - made.ending_days_ago
        return range(max(last - made.days + 1, 0), last + 1)
    return range(day, day + 1)


def readings_behind(here: Here, condition: Limit | Change, measure: Measure, day: int) -> frozenset[Reading]:
    """Give the readings that a day's value, a window's or a protocol's is made of."""
    made = measure.protocols.get(condition.using or "")
    if made is not None:
        frame, column = here.scene.frame, protocol_readings(here.scene.frame, measure, made)
        first = day - made.days + int(made.skips_first_day)
        taken_on = frame.day_of(column.at_s)
        mine = (column.who == here.row) & (taken_on >= first) & (taken_on < day)
        return frozenset(zip(column.at_s[mine].tolist(), column.numbers[mine].tolist(), strict=True))
    return days_behind(here, measure, _window_days(condition, measure, day))


def days_behind(here: Here, measure: Measure, days: Iterable[int]) -> frozenset[Reading]:
    """Give the readings that the values of days are made of."""
    frame = here.scene.frame
    known, used, row = frame.days(measure), frame.used(measure), np.array(here.row)
    found: set[Reading] = set()
    for day in days:
        if day < 0 or known.at_s[here.row, day] == NEVER:
            continue
        at_s, number = known.at_s[here.row, day], known.numbers[here.row, day]
        place = int(used.column.at_or_after(row, at_s))
        while used.column.numbers[place] != number:
            place += 1  # of several at one instant
        found |= sitting_behind(here, measure, used, place, frozenset())
    return frozenset(found)


def sitting_behind(
    here: Here, measure: Measure, found: Sittings, place: int, skips: frozenset[str]
) -> frozenset[Reading]:
    """Give the readings that the mean of a sitting is made of, or the one reading."""
    column = found.column
    if found.parts == 1:
        return frozenset({(int(column.at_s[place]), int(column.numbers[place]))})
    frame = here.scene.frame
    single = frame.skipping(measure, skips)
    gap_s = measure.sitting_gap.seconds if measure.sitting_gap else 0
    heads = np.cumsum(place_in_sitting(single, gap_s) == 0) - 1
    mine = np.flatnonzero(heads == place)
    if measure.drops_first_of is not None and len(mine) >= measure.drops_first_of:
        mine = mine[1:]
    return frozenset(zip(single.at_s[mine].tolist(), single.numbers[mine].tolist(), strict=True))


def _on_reading(here: Here, condition: Limit) -> Proof:
    scene, measure = here.scene, here.scene.measure(condition.measure)
    found = candidates(scene, measure, condition.on, condition.skips)
    first, end = (int(each[here.place]) for each in reached_readings(scene, measure, found.column, condition))
    if first == end:
        return Proof(_limit_now(here, condition.amount, measure, condition))
    judged = judged_readings(scene, condition, measure, found)
    so = [place for place in range(first, end) if judged[place] == YES]
    chosen = so[-1] if so else end - 1
    column = found.column
    day = np.clip(scene.frame.day_of(column.at_s), 0, scene.frame.count - 1)
    now = Fraction(int(column.values[chosen]), found.parts * measure.per_unit)
    held = None
    if condition.reference is not None:
        held = cell(reference(scene, measure, condition, column.who, column.at_s, day), (chosen,), measure.per_unit)
    bound = cell(reading_amount(scene, condition, measure, found), (chosen,), measure.per_unit)
    values = _against(condition, measure, now, held, bound)
    values |= _reference_day(here, condition, int(column.at_s[chosen]))
    values |= {"count": Count(len(so)), "of": Count(end - first)}
    places = so or range(first, end)
    behind = [sitting_behind(here, measure, found, place, condition.skips) for place in places]
    return Proof(values, frozenset().union(*behind))


def flagged(here: Here, condition: Flagged) -> Proof:
    """Count the readings that the device marked (or not)."""
    scene, measure = here.scene, here.scene.measure(condition.measure)
    column = scene.frame.skipping(measure, condition.skips)
    first, end = (int(each[here.place]) for each in reached_readings(scene, measure, column, condition))
    mask = 0 if measure.flag is None else FLAG_BITS[measure.flag]
    so = [place for place in range(first, end) if bool(column.marks[place] & mask) is condition.is_set]
    values: dict[str, Value] = {}
    if isinstance(condition.on, DaysInARow):
        values = {"days": Span(condition.on.count)}
    elif condition.on is not None:
        values = {"count": Count(len(so)), "of": Count(end - first)}
    places = so or range(first, end)
    return Proof(values, frozenset((int(column.at_s[place]), int(column.numbers[place])) for place in places))


def change(here: Here, condition: Change) -> Proof:
    """Give the newest day, the lowest or highest of the days before, and which that was (rule 14)."""
    scene, measure = here.scene, here.scene.measure(condition.measure)
    day, back = newest_day(here, measure), condition.within_days or 1
    values: dict[str, Value] = {"days": Span(back)}
    if day is None:
        return Proof(values)
    now, level = change_parts(scene, condition)
    per_unit = measure.per_unit
    current, before = (cell(each, (here.row, day), per_unit) for each in (now, level))
    days_before = range(day - 1, max(day - back, 0) - 1, -1)
    same = [each for each in days_before if before is not None and cell(now, (here.row, each), per_unit) == before]
    bound = day_amount(scene, condition.by, measure, scene.frame.days(measure))
    apart = None if current is None or before is None else abs(current - before)
    values |= told(
        {
            "now": measured(current, measure),
            "earlier": measured(before, measure),
            "change": measured(apart, measure, is_apart=True),
            "limit": bounded(cell(bound, (here.row, day), per_unit), condition.by, measure, is_apart=True),
            "earlier_day": Day(here.number_of(same[0])) if same else None,
            "days": Span(day - same[0]) if same else None,
        }
    )
    behind = [readings_behind(here, condition, measure, each) for each in (day, *same[:1])]
    return Proof(values, frozenset().union(*behind))


def newest_day(here: Here, measure: Measure) -> int | None:
    """Give the place of the newest day with a value (rule 8); None if that day is in doubt, or there is none."""
    days = here.scene.frame.days(measure)
    found = int(here.scene.newest_day(days)[here.place])
    return found if found >= 0 and days.at_s[here.row, found] <= here.at_s else None


def day_of(here: Here, at_s: int) -> Day:
    """Give the local day of an instant, also of one before the frame."""
    frame = here.scene.frame
    place = int(frame.day_of(np.array(at_s)))
    if place >= 0:
        return Day(frame.first + place)
    return Day(local_day(datetime.fromtimestamp(at_s, UTC), frame.zone))


def measured(amount_: Fraction | None, measure: Measure, *, is_apart: bool = False) -> Figure | None:
    """Make a figure of what was measured, or counted from it."""
    return None if amount_ is None else Figure(amount=amount_, unit=measure.unit, is_apart=is_apart)


def bounded(bound: Fraction | None, said: Amount, measure: Measure, *, is_apart: bool) -> Figure | None:
    """Make a figure of a limit; own spreads are no round numbers, all others were written by somebody."""
    if bound is None:
        return None
    is_written = not isinstance(said, TimesOwnSpread)
    return Figure(amount=bound, unit=measure.unit, is_written=is_written, is_apart=is_apart)
