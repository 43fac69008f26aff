"""When time alone may change something for a patient: the next instant at which to judge, were nothing heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from server.rules.judging.calendar import DAY_STARTS_MINUTE, instants_s
from server.rules.judging.chart import Chart
from server.rules.judging.needs import Needs
from server.rules.judging.plan import ALL, CONTACT, OTHERS
from server.rules.local_day import local_day


def next_change_s(chart: Chart, needs: Needs, after_s: int) -> int:
    """Give the first instant after another at which an answer may change though nothing comes.

    Local days begin every day, so there always is one.
    """
    found = _by_clock(chart.zone, needs.clock, after_s)
    for at_s in chain(_of_people(chart, needs), _of_contact(chart, needs)):
        if after_s < at_s < found:
            found = at_s
    for name, series in chart.series.items():
        offsets = needs.series.get(name)
        if offsets is not None:
            found = series.next_change(after_s, offsets, found)
    return found


def later_changes_s(chart: Chart, needs: Needs, kind: str, at_s: int) -> list[int] | None:
    """Give the instants at which an answer may change again because of something of a kind that came at an instant.

    None if the whole chart must be looked through for that: it is seldom, and by people.
    """
    if kind in chart.series:
        return [at_s + offset for offset in needs.series.get(kind, ())]
    if kind == CONTACT and chart.contact.last_s is not None:
        return [chart.contact.last_s + silence_s for silence_s in needs.silences_s]
    return None


def changed_kinds(chart: Chart, needs: Needs, from_s: int, to_s: int) -> set[str]:
    """Name what time alone may have changed something of in [from, to]: whatever there is, if a day has begun.

    What is told by the time since another alert is always among it. Whoever may have made a reading that nobody has
    settled is looked at whole.
    """
    after_s, beyond_s = from_s - 1, to_s + 1
    if chart.unsettled:
        return {ALL}
    if _by_clock(chart.zone, (), after_s) <= to_s or any(after_s < at_s <= to_s for at_s in _of_people(chart, needs)):
        return {ALL}
    found = {OTHERS}
    if needs.dues and _by_clock(chart.zone, needs.clock, after_s) <= to_s:
        found.add(CONTACT)
    if any(after_s < at_s <= to_s for at_s in _of_contact(chart, needs)):
        found.add(CONTACT)
    for name, series in chart.series.items():
        if series.next_change(after_s, needs.series.get(name, ()), beyond_s) <= to_s:
            found.add(name)
    return found


def next_strike_s(zone: ZoneInfo, needs: Needs, after_s: int) -> int:
    """Give the first instant after another at which a day begins, or something is due."""
    return _by_clock(zone, needs.clock, after_s)


@lru_cache(maxsize=256)
def _by_clock(zone: ZoneInfo, dues: tuple[int, ...], after_s: int) -> int:
    """Give the first instant after another at which a day begins or something is due: the same for a whole batch."""
    today = local_day(datetime.fromtimestamp(after_s, UTC), zone)
    found = [int(at_s) for minute in (DAY_STARTS_MINUTE, *dues) for at_s in instants_s(zone, minute, today, 2)]
    return min(at_s for at_s in found if at_s > after_s)


def _of_people(chart: Chart, needs: Needs) -> Iterator[int]:
    """Give what is to come of what people asked, agreed and did."""
    for _, until_s, _, _ in chart.asked:
        yield until_s
    for known in chart.agreed.values():
        yield from (from_s for from_s, _ in known)
    for kind, from_s, event_until_s in chart.events.values():
        ends = (from_s,) if event_until_s is None else (from_s, event_until_s)
        yield from (end_s + offset for end_s in ends for offset in needs.event_hours_s.get(kind, ()))


def _of_contact(chart: Chart, needs: Needs) -> Iterator[int]:
    """Give when the hub has not been heard for as long as a rule asks."""
    if chart.contact.last_s is not None:
        yield from (chart.contact.last_s + silence_s for silence_s in needs.silences_s)
