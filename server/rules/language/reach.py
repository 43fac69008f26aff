"""What values make a sign so: stretches of one scale, for one choice of the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from server.rules.language.combination import Condition, Group, Score, Sequence
from server.rules.language.condition import Averages, Change, Comparison, Drift, Limit, Reference, Side, Trend
from server.rules.language.quantity import Amount, FromSetting, Quantity, SettingName, TimesOwnSpread, Unit
from server.rules.language.rule import Setting
from server.rules.language.signal import Measure, Signals

STEPS: Final[Mapping[Unit, int]] = {Unit.KG: 100}
"""The step of a unit in thousandths, as people read it: 0.1 kg, and 1 of all others."""
WHOLE: Final = 1_000
TENTH: Final = 100
FAR: Final = 10**12
"""Beyond every value."""
SETTINGS_MAX: Final = 6
"""No more settings are tried against each other; two values of each are enough, for every limit is linear in them."""

Values = Mapping[str, Quantity]
"""One choice of the settings."""
Subject = tuple[object, ...]
"""The scale that a sign is judged on; signs on different scales cannot be compared."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The values from ``low`` to ``high`` of a scale, in thousandths, of all that lie from ``least`` to ``most``."""

    subject: Subject
    low: int
    high: int
    least: int
    most: int
    step: int

    @property
    def is_nothing(self) -> bool:
        """Tell whether no value that can be measured lies in it."""
        return max(self.low, self.least) > min(self.high, self.most)

    @property
    def is_everything(self) -> bool:
        """Tell whether every value that can be measured lies in it."""
        return self.low <= self.least and self.high >= self.most

    def is_clear_of(self, other: Reach) -> bool:
        """Tell whether a step lies between the two, and so no value in both."""
        return self.low >= other.high + self.step or other.low >= self.high + self.step

    def is_on_scale_of(self, ending: Reach) -> bool:
        """Tell whether the two can be compared; the level before is what the raise was measured against."""
        if self.subject == ending.subject:
            return True
        level = ("distance", *self.subject[1:4], Reference.LEVEL_BEFORE.value, *self.subject[5:])
        return self.subject[0] == "distance" and ending.subject == level

    def is_within(self, other: Reach) -> bool:
        """Tell whether all its values are the other's too."""
        return self.low >= other.low and self.high <= other.high


def choices(settings: Mapping[str, Setting]) -> Iterator[Values]:
    """Give the least and the greatest value of every setting, in every pairing."""
    some = list(settings.values())[:SETTINGS_MAX]
    for bounds in product(*(setting.allowed for setting in some)):
        chosen = {setting.name: bound for setting, bound in zip(some, bounds, strict=True)}
        yield {**{name: setting.value for name, setting in settings.items()}, **chosen}


def thousandths(amount: Amount, values: Values) -> int | None:
    """Count an amount for one choice of the settings; None for own spreads, which differ from patient to patient."""
    match amount:
        case Quantity():
            return amount.thousandths
        case SettingName(name=name):
            return values[name].thousandths
        case FromSetting(name=name):
            return amount.of(values[name]).thousandths
        case _:
            return None


def reach(condition: Condition, signals: Signals, values: Values) -> Reach | None:
    """Tell what values make a sign or a score so; None where that is no stretch of a scale."""
    find = _REACHES.get(type(condition))
    return None if find is None else find(condition, signals, values)


def signs_on(parts: Iterable[Condition], signals: Signals, values: Values) -> dict[Subject, list[Reach]]:
    """Gather the reaches of some conditions by their scales."""
    found: dict[Subject, list[Reach]] = {}
    for part in parts:
        there = None if isinstance(part, Group | Sequence) else reach(part, signals, values)
        if there is not None:
            found.setdefault(there.subject, []).append(there)
    return found


def _of_limit(limit: Limit, signals: Signals, values: Values) -> Reach | None:
    measure = signals.measures[limit.measure]
    if limit.reference is not None:
        subject = ("distance", limit.measure, limit.using, limit.side, limit.reference)
        return _distance(subject, measure, limit.comparison, limit.amount, values)
    amount = thousandths(limit.amount, values)
    low, high = (step * WHOLE // measure.per_unit for step in measure.plausible)
    value = ("value", limit.measure, limit.using)
    step = STEPS.get(measure.unit, WHOLE)
    return None if amount is None else _reach(value, limit.comparison, amount, (low, high), step)


def _of_change(change: Change, signals: Signals, values: Values) -> Reach | None:
    """A rise is a distance above the level before, once the alert is raised."""
    side = Side.ABOVE if change.is_rise else Side.BELOW
    subject = ("distance", change.measure, change.using, side, Reference.LEVEL_BEFORE.value)
    return _distance(subject, signals.measures[change.measure], Comparison.AT_LEAST, change.by, values)


def _of_averages(sign: Averages, signals: Signals, values: Values) -> Reach | None:
    subject = ("averages", sign.measure, sign.short_days, sign.long_days)
    return _distance(subject, signals.measures[sign.measure], sign.comparison, sign.amount, values)


def _of_drift(sign: Drift, signals: Signals, values: Values) -> Reach | None:
    amount = thousandths(sign.by, values)
    subject = ("drift", sign.measure, sign.side, sign.reference, sign.leak, sign.over_days)
    step = STEPS.get(signals.measures[sign.measure].difference, WHOLE)
    return None if amount is None else _reach(subject, Comparison.AT_LEAST, amount, (0, FAR), step)


def _of_trend(sign: Trend, signals: Signals, values: Values) -> Reach | None:  # noqa: ARG001  (all are called alike)
    subject = ("trend", sign.measure, sign.over_days)
    step = STEPS.get(sign.per_week.unit, WHOLE)
    return _reach(subject, Comparison.AT_LEAST, sign.per_week.thousandths, (-FAR, FAR - 1), step)


def _of_score(score: Score, signals: Signals, values: Values) -> Reach | None:  # noqa: ARG001  (all are called alike)
    amount = thousandths(score.amount, values)
    most = sum(line.points for line in score.lines) * WHOLE
    return None if amount is None else _reach(("score", score.lines), score.comparison, amount, (0, most), WHOLE)


def _distance(subject: Subject, measure: Measure, comparison: Comparison, amount: Amount, values: Values) -> Reach:
    """Reckon with a distance in its unit, or in own spreads, of which nobody knows how many there can be."""
    if isinstance(amount, TimesOwnSpread):
        return _reach((*subject, "spreads"), comparison, amount.tenths * TENTH, (1 - FAR, FAR - 1), TENTH)
    low, high = (step * WHOLE // measure.per_unit for step in measure.plausible)
    step = STEPS.get(measure.difference, WHOLE)
    return _reach(subject, comparison, thousandths(amount, values) or 0, (low - high, high - low), step)


def _reach(key: Subject, comparison: Comparison, amount: int, bounds: tuple[int, int], step: int) -> Reach:
    low, high = {
        Comparison.AT_LEAST: (amount, FAR),
        Comparison.MORE_THAN: (amount + step, FAR),
        Comparison.AT_MOST: (-FAR, amount),
        Comparison.LESS_THAN: (-FAR, amount - step),
    }[comparison]
    return Reach(key, low, high, *bounds, step)


_REACHES: Final[Mapping[type, Callable[[Any, Signals, Values], Reach | None]]] = {
    Limit: _of_limit,
    Change: _of_change,
    Averages: _of_averages,
    Drift: _of_drift,
    Trend: _of_trend,
    Score: _of_score,
}
"""By what is judged."""
