"""Heartbeats that say nothing new: most of them, for a hub is heard four times an hour and asked about once a day."""

from __future__ import annotations

from datetime import UTC, datetime

from server.rules.judging.calendar import instants_s
from server.rules.judging.chart import Chart
from server.rules.judging.needs import Needs
from server.rules.local_day import local_day


def is_news(chart: Chart, needs: Needs, since_s: int, heard_s: int) -> bool:
    """Tell whether anything may be otherwise because the hub was heard, when it was heard last at another instant.

    It is, at the first and second contact of a stretch, and whenever a day's deadline has passed since.
    """
    is_in_stretch = any(
        second is not None and second <= since_s and start <= since_s and heard_s <= end
        for start, second, end in chart.contact.known[-1:]
    )
    if not is_in_stretch or heard_s <= since_s:
        return True
    today = local_day(datetime.fromtimestamp(since_s, UTC), chart.zone)
    days = local_day(datetime.fromtimestamp(heard_s, UTC), chart.zone) - today + 1
    return any(
        since_s < int(at_s) <= heard_s for minute in needs.dues for at_s in instants_s(chart.zone, minute, today, days)
    )
