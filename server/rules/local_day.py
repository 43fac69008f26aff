"""Local days, from three in the morning to three in the morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_DAY_STARTS_HOUR: Final = 3
"""No clock in Europe changes at three, and a weight half past midnight belongs to the evening before."""


def local_day(at: datetime, zone: ZoneInfo) -> int:
    """Give the number (proleptic ordinal) of the local day an instant belongs to.

    >>> local_day(datetime(2026, 3, 2, 1, 30, tzinfo=UTC), ZoneInfo("Europe/Stockholm")) == date(2026, 3, 1).toordinal()
    True
    """
    local = at.astimezone(zone)
    return local.toordinal() - (local.hour < _DAY_STARTS_HOUR)


@lru_cache(maxsize=1_024)
def day_end(day: int, zone: ZoneInfo) -> datetime:
    """Give the instant (UTC) at which a local day ends; the same few are asked for all the time.

    >>> day_end(date(2026, 10, 24).toordinal(), ZoneInfo("Europe/Stockholm")).isoformat()
    '2026-10-25T02:00:00+00:00'
    """
    return datetime.combine(date.fromordinal(day + 1), time(_DAY_STARTS_HOUR), zone).astimezone(UTC)
