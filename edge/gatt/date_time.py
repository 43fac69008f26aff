"""Date Time (2A08): a device's own wall clock, seven bytes, without a zone."""

from __future__ import annotations

from datetime import datetime

from edge.gatt.octets import Octets


def read_date_time(octets: Octets) -> datetime | None:
    """Read seven bytes of wall clock; None where a part is unknown (0) or the date does not exist.

    A measurement with a wrong clock is still a measurement: only truncation raises (DecodeError).

    >>> read_date_time(Octets(bytes.fromhex("ea0703020710 1e")))
    datetime.datetime(2026, 3, 2, 7, 16, 30)
    >>> read_date_time(Octets(bytes(7))) is None
    True

    Source: Bluetooth SIG, GATT Specification Supplement, Date Time.
    """
    year = octets.unsigned(2)
    month, day, hour, minute, second = octets.take(5)
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
