"""How far a patient's values lie apart: what no reading, window, mean or reference of them can go beyond."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from server.rules.judging.amounts import THOUSAND, made_of
from server.rules.judging.chart import Chart
from server.rules.judging.needs import OWN_SPREAD
from server.rules.language.condition import Comparison, Limit, Reference, Side
from server.rules.language.quantity import Amount, Quantity, TimesOwnSpread
from server.rules.language.rule import Rule
from server.rules.language.signal import Measure, Statistic

Span = tuple[int, int]
"""The lowest and the highest of some values, in thousandths of a step."""
_BEYOND: Final = 1 << 80
ANYTHING: Final[Span] = (-_BEYOND, _BEYOND)


def values_span(chart: Chart, measure: Measure, from_s: int) -> Span | None:
    """Give the span of the plausible readings of a measure since an instant; None where there is none.

    What is made of them lies inside: sittings, days' values, medians and means.
    """
    series = chart.series.get(measure.vital.value.name)
    extent = None if series is None else series.extent(from_s)
    if extent is None:
        return None
    lowest, highest = measure.plausible
    least, most = max(extent[0], lowest), min(extent[1], highest)
    return (least * THOUSAND, most * THOUSAND) if least <= most else None


def amount_span(said: Amount, chart: Chart, rule: Rule, measure: Measure) -> Span:
    """Give the span of what a limit is for the patient: the rule's own value, and all that were ever agreed."""
    if isinstance(said, TimesOwnSpread):
        floor = measure.windows[OWN_SPREAD].never_below
        least = 0 if floor is None else floor.thousandths * measure.per_unit * said.tenths // 10
        return least, _BEYOND
    return _spanned(each * measure.per_unit for each in thousandths_of(said, chart, rule))


def thousandths_of(said: Quantity | Amount, chart: Chart, rule: Rule) -> list[int]:
    """Give every value that a limit has, or ever had, for the patient; raises TypeError for one of the own spread."""
    if isinstance(said, Quantity):
        return [said.thousandths]
    if isinstance(said, TimesOwnSpread):
        raise TypeError(f"{said} is no setting")
    own = [value for _, value in chart.agreed.get(f"{rule.name}.{said.name}", ()) if value is not None]
    return [made_of(said, each) for each in (rule.settings[said.name].value.thousandths, *own)]


def distance_span(value: Span, days: Span, chart: Chart, measure: Measure, condition: Limit) -> Span | None:
    """Give the span of the distances of values from what a limit counts them from; None where nothing was agreed.

    ``days`` is the span of the days' own values.
    """
    references = [_reference_span(days, chart, measure, each) for each in (condition.reference, condition.or_else)]
    known = [each for each in references if each is not None]
    if not known:
        return None
    least, most = min(each[0] for each in known), max(each[1] for each in known)
    return (least - value[1], most - value[0]) if condition.side is Side.BELOW else (value[0] - most, value[1] - least)


def _reference_span(value: Span, chart: Chart, measure: Measure, named: str | None) -> Span | None:
    if named is None:
        return None
    if named in measure.windows:
        return made_span(value, measure, named)
    if named == Reference.PREVIOUS_DAY:
        return value
    if named == Reference.LEVEL_BEFORE:
        return ANYTHING
    agreed = [each * measure.per_unit for _, each in chart.agreed.get(named, ()) if each is not None]
    return _spanned(agreed) if agreed else None


def made_span(value: Span, measure: Measure, using: str | None) -> Span:
    """Give the span of what a window or protocol makes of values: inside them, but for a spread or a floor."""
    window = measure.windows.get(using or "")
    if window is not None and (window.statistic is Statistic.SPREAD or window.never_below is not None):
        return ANYTHING
    return value


def may_hold(value: Span, comparison: Comparison, limit: Span) -> bool:
    """Tell whether any value of a span can be beyond any limit of another.

    >>> may_hold((0, 9), Comparison.AT_LEAST, (9, 10)), may_hold((0, 9), Comparison.MORE_THAN, (9, 10))
    (True, False)
    """
    match comparison:
        case Comparison.AT_LEAST:
            return value[1] >= limit[0]
        case Comparison.MORE_THAN:
            return value[1] > limit[0]
        case Comparison.AT_MOST:
            return value[0] <= limit[1]
        case Comparison.LESS_THAN:
            return value[0] < limit[1]


def _spanned(values: Iterable[int]) -> Span:
    found = [*values]
    return min(found), max(found)
