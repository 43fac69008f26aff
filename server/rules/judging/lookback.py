"""How far back each sign of a rule looks: on which days it is read, and how far back of them anything is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.rules.judging.needs import days_of, needs_of, parts_of, repeated_days
from server.rules.language.combination import Condition
from server.rules.language.condition import Averages, Change, Drift, Level, Limit, Missing, Trend
from server.rules.language.signal import Signals

_TODAY_AND_BEFORE = 2
"""The newest day with a value is today or yesterday."""
_MARGIN = 1
"""A sitting may have begun on the day before."""


@dataclass(frozen=True, slots=True)
class Lookback:
    """Local days before the first day judged: ``cells`` on which the sign is read, ``far`` all that it is of."""

    cells: int
    far: int


def lookbacks(condition: Condition, signals: Signals) -> Mapping[int, Lookback]:
    """Give how far each sign in a condition looks back, by the sign's identity; longer where it counts for longer."""
    found: dict[int, Lookback] = {}
    for sign, mine in _of(condition, signals, 0):
        known = found.get(sign, mine)
        found[sign] = Lookback(max(known.cells, mine.cells), max(known.far, mine.far))
    return found


def _of(condition: Condition, signals: Signals, longer: int) -> Iterator[tuple[int, Lookback]]:
    needs, parts = needs_of(condition, signals), parts_of(condition)
    if isinstance(condition, Missing):  # how long the patient's own gaps are is not asked
        yield id(condition), Lookback(longer + _MARGIN, condition.days + longer + _MARGIN)
        return
    if not parts:
        far = needs.days + needs.look_days + needs.run_days + _MARGIN + longer
        yield id(condition), Lookback(min(far, _cells(condition, signals, far) + longer), far)
        return
    longer += needs.look_days - max(needs_of(part, signals).look_days for part in parts)
    for part in parts:
        yield from _of(part, signals, longer)


def _cells(condition: Condition, signals: Signals, far: int) -> int:
    """Count the days whose own value an answer may be given by."""
    match condition:
        case Limit():
            fresh_days = max(days_of(signals.measures[condition.measure].counts_for), _TODAY_AND_BEFORE)
            return fresh_days + repeated_days(condition.on) + _MARGIN
        case Change() | Drift():
            return _TODAY_AND_BEFORE + _MARGIN
        case Averages() | Trend():
            return _TODAY_AND_BEFORE + repeated_days(condition.on) + _MARGIN
        case Level():
            return _TODAY_AND_BEFORE + repeated_days(condition.on) + _MARGIN
        case _:
            return far
