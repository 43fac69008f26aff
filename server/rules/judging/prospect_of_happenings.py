"""Whether something is missing, was pressed or happened: what is seldom, or is told by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from server.rules.judging.calendar import instants_s
from server.rules.judging.chart import Chart
from server.rules.judging.column import keys
from server.rules.judging.prospect import Prospect
from server.rules.judging.raw import Raw
from server.rules.judging.truth import Bools, Ints
from server.rules.language.condition import ANY_CLINICAL_RULE, Happened, Missing, OtherAlert, Pressed, Silent
from server.rules.language.rule import Rule

_FEW: Final = 8
"""Of more patients it costs less to lay their readings out than to look at each one's."""


def missing(prospect: Prospect, rule: Rule, condition: Missing) -> Bools:
    """Tell of whom there is a look at which nothing has come for so many planned days."""
    bands, needs = prospect.bands, prospect.plan.needs[rule.name]
    if bands.first + bands.count - condition.days < min(chart.plan_from for chart in bands.charts):
        return bands.nobody  # so many days have not been planned yet
    first = bands.judged - (prospect.lookback(rule, condition).cells if needs.looks_back else 0)
    is_regular = _is_seen_to_come if len(bands.charts) <= _FEW else _is_daily
    if is_regular(prospect, condition, first):
        return bands.nobody
    due_s = instants_s(bands.zone, condition.due_minute, bands.first, bands.count)
    days = np.arange(first, bands.count)
    plan_from = np.array([chart.plan_from for chart in bands.charts])[:, None] - bands.first
    found = bands.nobody
    # at the beginning of a day the latest that is due is the day before, from its hour on the day itself
    for at_s, latest in ((bands.starts_s[days], days - 1), (due_s[days], days)):
        since = latest - condition.days + 1
        is_planned = (since >= plan_from) & (at_s <= prospect.to_s[:, None])
        if is_planned.any():
            found = found | _is_empty(prospect, condition.measure, since, at_s, is_planned)
    return found


def _is_seen_to_come(prospect: Prospect, condition: Missing, first: int) -> bool:
    """Tell whether everybody has something in the time that all looks look at; said of few by a glance at each."""
    bands, measure = prospect.bands, prospect.plan.rule_set.signals.measures.get(condition.measure)
    from_s, until_s = int(bands.starts_s[bands.count - condition.days]), int(bands.starts_s[first])

    def comes(chart: Chart) -> bool:
        if measure is None:
            found = (series.first_after(from_s - 1) for series in chart.series.values())
            return any(at_s is not None and at_s <= until_s for at_s in found)
        series = chart.series.get(measure.vital.value.name)
        values = [] if series is None else series.values_between(from_s, until_s)
        lowest, highest = measure.plausible
        return any(measure.flag is not None or lowest <= value <= highest for value in values)

    return from_s < until_s and all(map(comes, bands.charts))


def _is_daily(prospect: Prospect, condition: Missing, first: int) -> bool:
    """Tell the same of many, where everybody has something on each day but the last, so that no two days are empty."""
    if condition.days <= 1:
        return False
    bands, measures = prospect.bands, prospect.plan.rule_set.signals.measures
    mine = [measures[condition.measure]] if condition.measure in measures else bands.measures(measures.values())
    since = bands.count - 1 - (first - condition.days)
    found = (bands.daily(measure) for measure in mine)
    return any(daily is not None and daily.unbroken >= since for daily in found)


def _is_empty(prospect: Prospect, measure: str, since: Ints, at_s: Ints, asked: Bools) -> Bools:
    """Tell of whom nothing came from the beginning of a day up to an instant, for any of several such days."""
    bands, left = prospect.bands, asked
    for found in _taken(prospect, measure):
        if not left.any():
            break
        came, who = keys(found.who, found.at_s), np.arange(len(bands.charts))[:, None]
        begun = np.searchsorted(came, keys(who, bands.starts_s[since]), side="left")
        left = left & (np.searchsorted(came, keys(who, at_s), side="right") <= begun)
    is_empty: Bools = np.asarray(left.any(axis=1))
    return is_empty


def _taken(prospect: Prospect, measure: str) -> Iterator[Raw]:
    """Give what was taken of a measure; of ``anything``, whatever came from the patients, one series after another."""
    bands, measures = prospect.bands, prospect.plan.rule_set.signals.measures
    if measure in measures:
        columns = [bands.plausible(measures[measure])]
    else:
        columns = [bands.raw(name) for name in dict.fromkeys(name for chart in bands.charts for name in chart.series)]
    yield from (column for column in columns if column is not None)


def silent(prospect: Prospect, _rule: Rule, condition: Silent) -> Bools:
    """Tell whose hub may not have been heard for so long; one that was never heard of cannot fall silent."""
    first_s, period_s = int(prospect.bands.starts_s[prospect.bands.judged]), condition.period.seconds

    def was_silent(chart: Chart, until_s: int) -> bool:
        for start_s, _, end_s in reversed(chart.contact.known):
            if until_s - end_s >= period_s:
                return True
            if start_s <= first_s:
                return False
            until_s = start_s
        return False

    return np.array([*map(was_silent, prospect.bands.charts, prospect.to_s.tolist())], np.bool_)


def pressed(prospect: Prospect, rule: Rule, condition: Pressed) -> Bools:
    """Tell who may have pressed the button."""
    back = prospect.bands.days_from(prospect.lookback(rule, condition).far)
    since_s = int(prospect.bands.starts_s[prospect.bands.count - back])

    def has(chart: Chart) -> bool:
        series = chart.series.get(f"button.{condition.kind}")
        return series is not None and series.first_after(since_s - 1) is not None

    return prospect.each(has)


def happened(prospect: Prospect, _rule: Rule, condition: Happened) -> Bools:
    """Tell who ever had such an event."""
    return prospect.each(
        lambda chart: bool(chart.events) and any(kind in condition.kinds for kind, _, _ in chart.events.values())
    )


def other_alert(prospect: Prospect, _rule: Rule, condition: OtherAlert) -> Bools:
    """Tell of whom one of these rules has an episode, or may have one."""
    if ANY_CLINICAL_RULE in condition.rules:
        return ~prospect.bands.nobody
    found = prospect.bands.nobody
    for name in condition.rules:
        found = found | prospect.active.get(name, found)
    return found
