"""How far back each sign of a rule looks: for its own value, and for what that is held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.rules.judging.needs import days_of, needs_of, parts_of, repeated_days
from server.rules.language.combination import Condition
from server.rules.language.condition import Averages, Change, Limit
from server.rules.language.signal import Measure, Signals

_TODAY_AND_BEFORE = 2
"""The newest day with a value is today or yesterday."""
_MARGIN = 1
"""A sitting may have begun on the day before."""


@dataclass(frozen=True, slots=True)
class Lookback:
    """Local days before the first day judged: ``recent`` of the value itself, ``far`` of everything that is read."""

    recent: int
    far: int


def lookbacks(condition: Condition, signals: Signals) -> Mapping[int, Lookback]:
    """Give how far each sign in a condition looks back, by the sign's identity; longer where it counts for longer."""
    found: dict[int, Lookback] = {}
    for sign, mine in _of(condition, signals, 0):
        known = found.get(sign, mine)
        found[sign] = Lookback(max(known.recent, mine.recent), max(known.far, mine.far))
    return found


def _of(condition: Condition, signals: Signals, longer: int) -> Iterator[tuple[int, Lookback]]:
    needs, parts = needs_of(condition, signals), parts_of(condition)
    if not parts:
        far = needs.days + needs.look_days + needs.run_days + _MARGIN + longer
        yield id(condition), Lookback(min(far, _recent(condition, signals, far) + longer), far)
        return
    longer += needs.look_days - max(needs_of(part, signals).look_days for part in parts)
    for part in parts:
        yield from _of(part, signals, longer)


def _recent(condition: Condition, signals: Signals, far: int) -> int:
    """Count the days on which the readings lie that a sign's own value is made of."""
    match condition:
        case Limit():
            measure = signals.measures[condition.measure]
            fresh_days = max(days_of(measure.counts_for), _TODAY_AND_BEFORE)
            return fresh_days + repeated_days(condition.on) + _made_of(condition.using, measure) + _MARGIN
        case Change():
            return _TODAY_AND_BEFORE + _made_of(condition.using, signals.measures[condition.measure]) + _MARGIN
        case Averages():
            return _TODAY_AND_BEFORE + repeated_days(condition.on) + condition.short_days + _MARGIN
        case _:
            return far


def _made_of(using: str | None, measure: Measure) -> int:
    """Count the days of a window or a protocol."""
    if using is None:
        return 0
    window = measure.windows.get(using)
    return measure.protocols[using].days if window is None else window.days + window.ending_days_ago
