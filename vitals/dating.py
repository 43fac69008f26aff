"""When a record was measured, judged from the device's clock once the instant it was heard at is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from vitals.fields import utc
from vitals.moment import Moment, TimeQuality

LIVE_WITHIN: Final = timedelta(minutes=10)
"""A device clock this near to the hub's is a live reading: the arrival time is trusted."""
STORED_WITHIN: Final = timedelta(days=30)
"""What a device's memory can hold; an older time is a wrong clock (clocks start in 1970, 2000 or 2010)."""


def dated(undated: Moment, heard_at: datetime, zone: tzinfo) -> Moment:
    """Give a moment its times, now that the instant it was heard at is known.

    A live reading gets the arrival time; a stored one its own time, read in the home's zone; a clock that cannot be
    right is overruled by the arrival time, and stays visible as sent.
    """
    heard_at = utc(heard_at)
    measured_at, quality = heard_at, TimeQuality.ARRIVAL
    if undated.device_time is not None:
        by_device = _in_utc(undated.device_time, zone)
        age = heard_at - by_device
        if LIVE_WITHIN < age <= STORED_WITHIN:
            measured_at, quality = by_device, TimeQuality.DEVICE
    return replace(undated, heard_at=heard_at, measured_at=measured_at, time_quality=quality)


def _in_utc(device_time: datetime, zone: tzinfo) -> datetime:
    """Read a wall clock in a zone; a clock at the edge of the calendar stays where it is."""
    try:
        return device_time.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return device_time.replace(tzinfo=UTC)
