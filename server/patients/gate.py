"""Can it be: what no living person measures, and when nobody can have measured it, stays out of every rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from vitals.measurement import Measurement

FUTURE_AT_MOST: Final = timedelta(minutes=10)
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any hub; calendars end not long before it, and sums with dates there do not come out."""
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""After any hub of today: a log does not know what day it is, but what it has from then on, a clock has that lies."""


class WhyQuarantined(StrEnum):
    """Why a payload or a record is set apart, with its bytes, for people to look at."""

    UNREADABLE = "unreadable"
    """The payload is no envelope of ours."""
    UNKNOWN_HUB = "unknown_hub"
    WRONG_HUB = "wrong_hub"
    """The envelope names another hub than its topic."""
    WRONG_HOME = "wrong_home"
    BAD_SIGNATURE = "bad_signature"
    CONFLICT = "conflict"
    """The same number came before with another content."""
    UNKNOWN_DEVICE = "unknown_device"
    NO_SUCH_READING = "no_such_reading"
    """An answer to a question that nobody asked, or about a measurement that is not there."""
    NOT_A_MEMBER = "not_a_member"
    """An answer that names somebody who did not belong to the home."""
    IMPOSSIBLE_VALUE = "impossible_value"
    IMPOSSIBLE_TIME = "impossible_time"
    FROM_THE_FUTURE = "from_the_future"
    NO_TIME = "no_time"
    UNDECODED = "undecoded"
    """The hub itself could not read what the device sent."""


def doubt(measurement: Measurement, received_at: datetime) -> WhyQuarantined | None:
    """Tell why a measurement cannot be right; None if it can."""
    if any(not vital.is_possible(value) for vital, value in measurement.values.items()):
        return WhyQuarantined.IMPOSSIBLE_VALUE
    measured_at = measurement.moment.measured_at
    if measured_at is None:
        return WhyQuarantined.NO_TIME
    if measured_at < EARLIEST:
        return WhyQuarantined.IMPOSSIBLE_TIME
    if measured_at > received_at + FUTURE_AT_MOST:
        return WhyQuarantined.FROM_THE_FUTURE
    return None
