"""When a record was measured, judged from the device's clock and the hub's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from edge.events import HubTime
from vitals.fields import Fields, Json, utc
from vitals.moment import Moment, TimeQuality

LIVE_WITHIN: Final = timedelta(minutes=10)
"""A device clock this near to ours is a live reading: we trust our own arrival time."""
STORED_WITHIN: Final = timedelta(days=30)
"""What a device's memory can hold; an older time is a wrong clock (clocks start in 1970, 2000 or 2010)."""


def moment_of(device_time: datetime | None, now: HubTime, zone: tzinfo) -> Moment:
    """Date what is heard now; without trusted time it stays undated.

    ``device_time`` is the device's naive wall clock, read as local time of ``zone``.
    """
    undated = Moment(
        device_time=device_time,
        heard_at=None,
        boot_id=now.boot_id,
        monotonic_ms=now.monotonic_ms,
        measured_at=None,
        time_quality=TimeQuality.UNKNOWN,
    )
    return dated(undated, now.wall_at, zone) if now.is_trusted else undated


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


def redated(body: Json, now: HubTime, zone: tzinfo) -> Json | None:
    """Date the body of a record that waited for the time; None if it was heard in another boot.

    ``now`` must be trusted. The instant of hearing is now less the monotonic time that has passed.
    """
    if body["boot_id"] != now.boot_id:
        return None
    fields = Fields({name: body[name] for name in Moment.__dataclass_fields__}, "body")
    undated = Moment.from_wire(fields)
    passed = timedelta(milliseconds=now.monotonic_ms - undated.monotonic_ms)
    return body | dated(undated, now.wall_at - passed, zone).to_wire()


def _in_utc(device_time: datetime, zone: tzinfo) -> datetime:
    """Read a wall clock in a zone; a clock at the edge of the calendar stays where it is."""
    try:
        return device_time.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return device_time.replace(tzinfo=UTC)
