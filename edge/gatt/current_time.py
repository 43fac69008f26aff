"""Current Time (2A2B): a device's wall clock with its weekday, and the way a hub sets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from edge.gatt.date_time import encode_date_time, read_date_time
from edge.gatt.flag_word import name_bits
from edge.gatt.octets import Octets

ADJUST_REASONS: Final = ("manual", "external", "time_zone", "dst")
"""Why a clock was set, in the order of the bits."""
_SUNDAY: Final = 7
_NO_FRACTION, _NO_REASON = 0, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentTime:
    """What a clock shows: ``day_of_week`` from 1 (Monday) to 7, None if unknown; ``fractions`` in 1/256 s."""

    at: datetime | None
    day_of_week: int | None
    fractions: int
    adjust_reasons: tuple[str, ...]


def decode_current_time(payload: bytes) -> CurrentTime:
    """Decode ten bytes of clock; raises DecodeError when there are fewer.

    >>> decode_current_time(bytes.fromhex("ea07030207101e018001"))
    CurrentTime(at=datetime.datetime(2026, 3, 2, 7, 16, 30), day_of_week=1, fractions=128, adjust_reasons=('manual',))

    Source: Bluetooth SIG, Current Time Service 1.1, section 3.1.
    """
    octets = Octets(payload)
    at = read_date_time(octets)
    day, fractions, reasons = octets.take(3)
    return CurrentTime(
        at=at,
        day_of_week=day if 1 <= day <= _SUNDAY else None,
        fractions=fractions,
        adjust_reasons=name_bits(reasons, ADJUST_REASONS),
    )


def encode_current_time(at: datetime) -> bytes:
    """Write what the wall clock of ``at`` shows, whatever its zone, cut to the second.

    Fraction and reason are left at zero: a device that does not keep them may refuse a write that has them.

    >>> encode_current_time(datetime(2026, 3, 2, 7, 16, 30, 500_000)).hex()
    'ea07030207101e010000'

    Source: Bluetooth SIG, Current Time Service 1.1, section 3.1.
    """
    return encode_date_time(at) + bytes((at.isoweekday(), _NO_FRACTION, _NO_REASON))
