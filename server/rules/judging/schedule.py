"""When time alone may change something for a patient: the next instant at which to judge, were nothing heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from server.rules.judging.calendar import DAY_STARTS_MINUTE, instants_s
from server.rules.judging.chart import Chart
from server.rules.judging.needs import Needs
from server.rules.local_day import local_day


def next_change_s(chart: Chart, needs: Needs, after_s: int) -> int:
    """Give the first instant after another at which an answer may change though nothing comes.

    Local days begin every day, so there always is one.
    """
    return min(at_s for at_s in _all(chart, needs, after_s) if at_s > after_s)


def _all(chart: Chart, needs: Needs, after_s: int) -> Iterator[int]:
    today = local_day(datetime.fromtimestamp(after_s, UTC), chart.zone)
    for minute in (DAY_STARTS_MINUTE, *needs.dues):
        yield from map(int, instants_s(chart.zone, minute, today, 2))
    for _, until_s, _, _ in chart.asked:
        yield until_s
    for known in chart.agreed.values():
        yield from (from_s for from_s, _ in known)
    for kind, from_s, event_until_s in chart.events.values():
        ends = (from_s,) if event_until_s is None else (from_s, event_until_s)
        yield from (end_s + offset for end_s in ends for offset in needs.event_hours_s.get(kind, ()))
    if chart.contact.last_s is not None:
        yield from (chart.contact.last_s + silence_s for silence_s in needs.silences_s)
    for name, offsets in needs.series.items():
        series = chart.series.get(name)
        if series is not None:
            recent = series.since(after_s - max(offsets, default=0))
            yield from (at_s + offset for at_s in recent for offset in offsets)
