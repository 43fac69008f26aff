"""Heart Rate Measurement (2A37), notified by the Heart Rate Service (180D)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from edge.gatt.octets import DecodeError, Octets

_IS_LONG, _HAS_CONTACT, _KNOWS_CONTACT, _HAS_ENERGY, _HAS_INTERVALS = 0x01, 0x02, 0x04, 0x08, 0x10
_INTERVAL_SIZE: Final = 2
_UNITS_A_SECOND: Final = 1024
_MILLISECONDS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartRateMeasurement:
    """One moment of a heart.

    ``pulse_per_min`` is None when nothing is measured (0). ``has_contact`` is None for a sensor that cannot tell.
    ``energy_kj`` is the energy spent since the sensor was reset. ``rr_intervals`` are the times between beats in
    1/1024 s, oldest first.
    """

    pulse_per_min: int | None
    has_contact: bool | None
    energy_kj: int | None
    rr_intervals: tuple[int, ...]


def decode_heart_rate_measurement(payload: bytes) -> HeartRateMeasurement:
    """Decode one notification; raises DecodeError when a field that the flags announce is cut off.

    >>> decode_heart_rate_measurement(bytes.fromhex("104b00040004")).rr_intervals
    (1024, 1024)

    Source: Bluetooth SIG, Heart Rate Service 1.0, section 3.1.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    pulse = octets.unsigned(2 if flags & _IS_LONG else 1)
    energy = octets.unsigned(2) if flags & _HAS_ENERGY else None
    intervals = _intervals(octets.rest()) if flags & _HAS_INTERVALS else ()
    return HeartRateMeasurement(
        pulse_per_min=pulse or None,
        has_contact=bool(flags & _HAS_CONTACT) if flags & _KNOWS_CONTACT else None,
        energy_kj=energy,
        rr_intervals=intervals,
    )


def milliseconds_of(rr_interval: int) -> Fraction:
    """Convert a time between beats from 1/1024 s to milliseconds.

    >>> milliseconds_of(512)
    Fraction(500, 1)
    """
    return Fraction(rr_interval * _MILLISECONDS, _UNITS_A_SECOND)


def _intervals(rest: bytes) -> tuple[int, ...]:
    if not rest or len(rest) % _INTERVAL_SIZE:
        raise DecodeError("truncated")
    octets = Octets(rest)
    return tuple(octets.unsigned(_INTERVAL_SIZE) for _ in range(len(rest) // _INTERVAL_SIZE))
