"""Local days from three to three, and periods up to an instant (rule 2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.rules.language.quantity import Period

DAY = timedelta(days=1)
MINUTES_BEFORE_THREE = 180


class LocalDays:
    """The days of one zone."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def day_of(self, at: datetime) -> date:
        """Give the local day of an instant.

        >>> LocalDays("Europe/Stockholm").day_of(datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
        datetime.date(2026, 3, 28)
        """
        wall = at.astimezone(self._zone)
        return wall.date() - DAY if wall.time() < time(3) else wall.date()

    def at_minute(self, day: date, minute: int) -> datetime:
        """Give the instant of a minute of the clock on a local day; those before three are in the night after."""
        date_of_it = day + DAY if minute < MINUTES_BEFORE_THREE else day
        return datetime.combine(date_of_it, time(minute // 60, minute % 60), tzinfo=self._zone).astimezone(UTC)

    def start_of(self, day: date) -> datetime:
        """Give three o'clock.

        >>> LocalDays("Europe/Stockholm").start_of(date(2026, 3, 29))
        datetime.datetime(2026, 3, 29, 1, 0, tzinfo=datetime.timezone.utc)
        """
        return self.at_minute(day, 3 * 60)

    def is_morning(self, at: datetime, day: date) -> bool:
        """Tell whether an instant lies between three and twelve of a day."""
        return self.start_of(day) <= at < self.at_minute(day, 12 * 60)

    def is_within(self, at: datetime, period: Period, t: datetime) -> bool:
        """Tell whether an instant lies in the period up to t."""
        if period.is_calendar:
            return at <= t and self.day_of(at) >= self.day_of(t) - period.days * DAY
        return t - timedelta(seconds=period.seconds) < at <= t

    def is_younger(self, at: datetime, period: Period, t: datetime) -> bool:
        """Tell whether something of this instant is less than so old at t."""
        if period.is_calendar:
            return (self.day_of(t) - self.day_of(at)).days < period.days
        return t - at < timedelta(seconds=period.seconds)

    def is_apart_at_most(self, one: datetime, other: datetime, period: Period) -> bool:
        """Tell whether two instants lie at most so far apart."""
        if period.is_calendar:
            return abs((self.day_of(one) - self.day_of(other)).days) <= period.days
        return abs(one - other) <= timedelta(seconds=period.seconds)

    def edge_of(self, period: Period, t: datetime) -> datetime:
        """Give the instant from which on the period up to t looks; what holds there holds just after it too."""
        if period.is_calendar:
            return self.start_of(self.day_of(t) - period.days * DAY)
        return t - timedelta(seconds=period.seconds)

    def passes_at(self, start_at: datetime, period: Period) -> datetime:
        """Give the instant at which so long has passed: for local days, when the last of them begins."""
        if period.is_calendar:
            return self.start_of(self.day_of(start_at) + period.days * DAY)
        return start_at + timedelta(seconds=period.seconds)
