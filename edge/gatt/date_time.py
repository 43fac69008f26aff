"""Date Time (2A08): a device's own wall clock, seven bytes, without a zone; writing it sets the clock of some."""

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


def decode_date_time(payload: bytes) -> datetime | None:
    """Decode a whole Date Time; None and DecodeError as in ``read_date_time``.

    >>> decode_date_time(bytes.fromhex("ea07030207101e"))
    datetime.datetime(2026, 3, 2, 7, 16, 30)
    """
    return read_date_time(Octets(payload))


def encode_date_time(at: datetime) -> bytes:
    """Write a Date Time: what the wall clock of ``at`` shows, whatever its zone, cut to the second.

    >>> encode_date_time(datetime(2026, 3, 2, 7, 16, 30)).hex()
    'ea07030207101e'

    Source: Bluetooth SIG, GATT Specification Supplement, Date Time.
    """
    return at.year.to_bytes(2, "little") + bytes((at.month, at.day, at.hour, at.minute, at.second))
