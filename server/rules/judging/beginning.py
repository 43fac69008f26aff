"""Where judging begins again: with what was open, or with what is left of the episode that had ended last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from server.rules.judging.chart import Chart, seconds
from server.rules.judging.publishing import GONE, Published
from server.rules.judging.walk import HORIZON_DAYS, Start, Told
from server.rules.local_day import day_end, local_day


def day_of(at_s: int, chart: Chart) -> int:
    """Give the local day of an instant."""
    return _day_of(at_s, chart.zone)


def day_start_s(day: int, chart: Chart) -> int:
    """Give the instant at which a local day begins."""
    return _day_start_s(day, chart.zone)


def first_day_of(from_s: int, today: int, oldest: int, chart: Chart) -> int:
    """Give the local day of an instant, today most often; nothing is older than the oldest."""
    if day_start_s(today, chart) <= from_s < day_start_s(today + 1, chart):
        return today
    return oldest if from_s < day_start_s(oldest + 1, chart) else day_of(from_s, chart)


@lru_cache(maxsize=4_096)
def _day_of(at_s: int, zone: ZoneInfo) -> int:
    """Keep the days of the same few instants: a whole batch is of now."""
    return local_day(datetime.fromtimestamp(at_s, UTC), zone)


@lru_cache(maxsize=1_024)
def _day_start_s(day: int, zone: ZoneInfo) -> int:
    return seconds(day_end(day - 1, zone))


def last_before(episodes: Sequence[Published], start_s: int) -> Published | None:
    """Find the last episode that began before an instant and stands."""
    known = [each for each in episodes if each.state not in GONE and each.told.start_s < start_s]
    return max(known, key=lambda each: each.told.start_s, default=None)


def start_of(before: Published | None, first_s: int, chart: Chart) -> Start | None:
    """Say how a rule's walk begins, whose last episode began before ``first_s``; None: with nothing left of it.

    What was open by then is open; what had ended is gone through again from its end, for only so is it known whether
    the rule has been armed since. After the horizon it no longer binds.
    """
    if before is None:
        return None
    end_s = before.told.end_s
    if end_s is None or end_s >= first_s:
        return Start(open=reopened(before.told, first_s), from_s=first_s)
    is_binding = first_s < day_start_s(day_of(end_s, chart) + HORIZON_DAYS + 1, chart)
    return Start(ended=before.told, from_s=end_s) if is_binding else None


def reopened(told: Told, start_s: int) -> Told:
    """Take off the end of an episode, which is looked for again; and the answer, if that came later."""
    raised_s = told.raised_s if told.raised_s is not None and told.raised_s < start_s else None
    was_asked = told.asked_until_s is not None
    return replace(told, end_s=None, ending=None, raised_s=raised_s if was_asked else told.raised_s)
