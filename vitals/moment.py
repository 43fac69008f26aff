"""When something happened in a home, and how far that can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vitals.fields import Fields, Json, format_instant, format_wall_clock


class TimeQuality(StrEnum):
    """Where ``measured_at`` comes from."""

    ARRIVAL = "arrival"
    """The hub's trusted clock when a live reading arrived."""
    DEVICE = "device"
    """The device's own clock, read as local time of the home; its offset was not checked at connect."""
    CORRECTED = "corrected"
    """The device's own clock, corrected by the offset measured at connect."""
    UNKNOWN = "unknown"
    """The hub had no trusted time: ``measured_at`` is null and the server dates it later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """All that is known of when a record came to be.

    ``device_time`` is naive, exactly as the device sent it. ``heard_at`` is the hub's clock and is None while that
    clock is not trusted. ``boot_id`` (16 hexadecimal digits) and ``monotonic_ms`` let a record be dated afterwards
    from a later one of the same boot. ``measured_at`` is None exactly when the quality is unknown.
    """

    device_time: datetime | None
    heard_at: datetime | None
    boot_id: str
    monotonic_ms: int
    measured_at: datetime | None
    time_quality: TimeQuality

    def to_wire(self) -> Json:
        """Write the six time fields of a body."""
        return {
            "device_time": None if self.device_time is None else format_wall_clock(self.device_time),
            "heard_at": None if self.heard_at is None else format_instant(self.heard_at),
            "boot_id": self.boot_id,
            "monotonic_ms": self.monotonic_ms,
            "measured_at": None if self.measured_at is None else format_instant(self.measured_at),
            "time_quality": self.time_quality.value,
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Moment:
        """Read the six time fields; raises WireError naming the one that is wrong."""
        quality = fields.choice("time_quality", TimeQuality)
        measured_at = None if fields.is_null("measured_at") else fields.instant("measured_at")
        if (measured_at is None) != (quality is TimeQuality.UNKNOWN):
            raise fields.refuse("measured_at", "is null exactly when time_quality is unknown")
        return cls(
            device_time=None if fields.is_null("device_time") else fields.wall_clock("device_time"),
            heard_at=None if fields.is_null("heard_at") else fields.instant("heard_at"),
            boot_id=fields.epoch("boot_id"),
            monotonic_ms=fields.integer("monotonic_ms"),
            measured_at=measured_at,
            time_quality=quality,
        )
