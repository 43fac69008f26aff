"""When a record was measured, judged from the device's clock once the instant it was heard at is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from vitals.fields import utc
from vitals.moment import Moment, TimeQuality

LIVE_WITHIN: Final = timedelta(minutes=10)
"""A device clock this near to the hub's is a live reading: the arrival time is trusted."""
STORED_WITHIN: Final = timedelta(days=30)
"""What a device's memory can hold; an older time is a wrong clock (clocks start in 1970, 2000 or 2010)."""
CHECKED_WITHIN: Final = timedelta(days=3 * 365)
"""How far back a clock is believed that was looked at: a memory of a hundred readings can last a person for years."""


def dated(
    undated: Moment,
    heard_at: datetime,
    zone: tzinfo,
    shown: Sequence[datetime] = (),
    memory: timedelta = STORED_WITHIN,
) -> Moment:
    """Give a moment its times, now that the instant it was heard at is known.

    A live reading gets the arrival time; a stored one its own time, read in the home's zone; a clock that cannot be
    right is overruled by the arrival time, and stays visible as sent. ``shown`` is what the device's clock showed at
    the instant of hearing, where somebody looked: by it the reading's age is known however wrong the clock is. Where a
    clock was set while readings of its old time were still stored, there are two, the present one first. ``memory`` is
    how far back a clock is believed at which nobody looked.

    >>> from zoneinfo import ZoneInfo
    >>> heard_at, written = datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(1970, 1, 3, 5)
    >>> moment = Moment(device_time=written, heard_at=None, boot_id="0" * 16, monotonic_ms=0, measured_at=None,
    ...     time_quality=TimeQuality.UNKNOWN)
    >>> found = dated(moment, heard_at, ZoneInfo("Europe/Stockholm"), shown=[datetime(1970, 1, 4, 6)])
    >>> found.measured_at.isoformat(), found.time_quality.value
    ('2026-03-01T05:00:00+00:00', 'corrected')
    """
    heard_at = utc(heard_at)
    measured_at, quality = heard_at, TimeQuality.ARRIVAL
    if undated.device_time is not None:
        age = age_of(undated.device_time, heard_at, zone, shown, memory)
        if age is not None and age > LIVE_WITHIN:
            measured_at, quality = heard_at - age, TimeQuality.CORRECTED if shown else TimeQuality.DEVICE
    return replace(undated, heard_at=heard_at, measured_at=measured_at, time_quality=quality)


def age_of(
    device_time: datetime,
    heard_at: datetime,
    zone: tzinfo,
    shown: Sequence[datetime] = (),
    memory: timedelta = CHECKED_WITHIN,
) -> timedelta | None:
    """Tell how old a reading was when it was heard; None if its time cannot be right. Arguments as for ``dated``."""
    ages = [now - device_time for now in shown] or [utc(heard_at) - _in_utc(device_time, zone)]
    longest = CHECKED_WITHIN if shown else memory
    return next((age for age in ages if -LIVE_WITHIN <= age <= longest), None)


def _in_utc(device_time: datetime, zone: tzinfo) -> datetime:
    """Read a wall clock in a zone; a clock at the edge of the calendar stays where it is."""
    try:
        return device_time.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return device_time.replace(tzinfo=UTC)
