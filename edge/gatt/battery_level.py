"""Battery Level (2A19)."""

from __future__ import annotations

from typing import Final

from edge.gatt.octets import Octets

_FULL: Final = 100


def decode_battery_level(payload: bytes) -> int | None:
    """Give a battery's charge in percent; None for a reserved value (over 100), DecodeError for no byte at all.

    >>> decode_battery_level(bytes([100])), decode_battery_level(bytes([255]))
    (100, None)

    Source: Bluetooth SIG, Battery Service 1.0, section 3.1.
    """
    percent = Octets(payload).unsigned(1)
    return percent if percent <= _FULL else None
