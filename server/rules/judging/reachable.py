"""How far a patient's readings must lie apart for a sign to be so: what is known of a rule before any patient is."""

from __future__ import annotations

from dataclasses import dataclass

from server.rules.judging.amounts import THOUSAND, made_of
from server.rules.judging.bands import PARTS
from server.rules.judging.needs import OWN_SPREAD
from server.rules.language.condition import (
    Answered,
    Averages,
    Change,
    Drift,
    Flagged,
    Level,
    Limit,
    Pressed,
    Reference,
    Sign,
    Trend,
    Worsens,
)
from server.rules.language.quantity import Amount, Quantity, TimesOwnSpread
from server.rules.language.rule import Rule
from server.rules.language.signal import Measure, Signals

_WEEK_DAYS = 7
_AGREED = frozenset({Reference.TARGET_WEIGHT, Reference.DISCHARGE_WEIGHT, Reference.REFERENCE_WEIGHT})


@dataclass(frozen=True, slots=True)
class Reachable:
    """A sign of a rule: ``key`` is one for those that are told alike, and look equally far back.

    It can be so only of who has anything of a ``series``, and whose readings of ``measure`` lie ``apart`` so many parts
    of a step, from each other or from the weights that were ``agreed``; None if that says nothing. ``setting`` names
    what may have been agreed otherwise with a patient.
    """

    key: int
    series: str | None = None
    measure: str | None = None
    apart: int = 0
    setting: str | None = None
    agreed: frozenset[str] = frozenset()


def reachable(key: int, sign: Sign, rule: Rule, signals: Signals) -> Reachable:
    """Tell how far apart the readings must lie for a sign of a rule."""
    series = series_of(sign, signals)
    if not isinstance(sign, Limit | Change | Averages | Trend):
        return Reachable(key, series)
    measure = signals.measures[sign.measure]
    if isinstance(sign, Trend):
        steep = sign.per_week.thousandths * measure.per_unit * (PARTS // THOUSAND)
        return Reachable(key, series, sign.measure, -(-steep // _WEEK_DAYS))
    if not _is_inside(sign, measure):
        return Reachable(key, series)
    said = sign.by if isinstance(sign, Change) else sign.amount
    least = _least(said, rule, measure)
    if least is None:
        return Reachable(key, series)
    setting = None if isinstance(said, Quantity | TimesOwnSpread) else f"{rule.name}.{said.name}"
    return Reachable(key, series, sign.measure, least, setting, _named(sign) & _AGREED)


def series_of(sign: Sign, signals: Signals) -> str | None:
    """Name the readings, answers or presses without which a sign is never so."""
    match sign:
        case Limit() | Change() | Averages() | Trend() | Drift() | Flagged():
            return signals.measures[sign.measure].vital.value.name
        case Answered() | Worsens() | Level():
            return f"symptom.{sign.question}"
        case Pressed():
            return f"button.{sign.kind}"
        case _:
            return None


def _is_inside(sign: Limit | Change | Averages, measure: Measure) -> bool:
    """Tell whether a sign compares what is made of readings with what is made of the same patient's, or was agreed."""
    if isinstance(sign, Averages):
        return sign.comparison.is_upwards
    if isinstance(sign, Limit) and (sign.reference is None or not sign.comparison.is_upwards):
        return False
    windows = [measure.windows[name] for name in _named(sign) if name in measure.windows]
    others = _named(sign) - measure.windows.keys() - _AGREED
    return others <= {Reference.PREVIOUS_DAY} and all(each.never_below is None for each in windows)


def _named(sign: Limit | Change | Averages) -> frozenset[str]:
    """Give the windows, protocols and references that a sign speaks of."""
    names = {sign.using, sign.reference, sign.or_else} if isinstance(sign, Limit) else {getattr(sign, "using", None)}
    return frozenset(name for name in names if name is not None)


def _least(said: Amount, rule: Rule, measure: Measure) -> int | None:
    """Give what a limit is at least, in parts of a step."""
    if isinstance(said, TimesOwnSpread):
        floor = measure.windows[OWN_SPREAD].never_below
        return None if floor is None else 2 * floor.thousandths * measure.per_unit * said.tenths // 10
    own = said.thousandths if isinstance(said, Quantity) else made_of(said, rule.settings[said.name].value.thousandths)
    return own * measure.per_unit * (PARTS // THOUSAND)
