"""Payloads of heart rate sensors, thermometers and glucose meters, straight from the specifications' field tables."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime

from gatt_encoder import date_time, sfloat


def medical_float(mantissa: int, exponent: int = 0) -> bytes:
    """Write a 32-bit medical number."""
    return struct.pack("<i", mantissa)[:3] + struct.pack("<b", exponent)


def heart_rate(
    pulse: int,
    *,
    long: bool = False,
    contact: bool | None = None,
    energy: int | None = None,
    intervals: Sequence[int] = (),
    reserved: int = 0,
) -> bytes:
    """Write a Heart Rate Measurement (2A37)."""
    flags = long | bool(contact) << 1 | (contact is not None) << 2 | (energy is not None) << 3
    payload = bytes([flags | bool(intervals) << 4 | reserved]) + struct.pack("<H" if long else "B", pulse)
    payload += b"" if energy is None else struct.pack("<H", energy)
    return payload + struct.pack(f"<{len(intervals)}H", *intervals)


def temperature(
    number: bytes, *, fahrenheit: bool = False, at: datetime | None = None, site: int | None = None, reserved: int = 0
) -> bytes:
    """Write a Temperature Measurement (2A1C)."""
    flags = fahrenheit | (at is not None) << 1 | (site is not None) << 2 | reserved
    payload = bytes([flags]) + number
    payload += b"" if at is None else date_time(at)
    return payload + (b"" if site is None else bytes([site]))


def glucose(
    sequence: int,
    base: datetime | None,
    *,
    offset_min: int | None = None,
    concentration: tuple[int, int] | None = None,
    molar: bool = False,
    type_and_site: tuple[int, int] = (1, 1),
    status: int | None = None,
    context: bool = False,
) -> bytes:
    """Write a Glucose Measurement (2A18); ``concentration`` is mantissa and exponent, no base is an unset clock."""
    flags = (offset_min is not None) | (concentration is not None) << 1 | molar << 2
    flags |= (status is not None) << 3 | context << 4
    payload = struct.pack("<BH", flags, sequence) + (bytes(7) if base is None else date_time(base))
    payload += b"" if offset_min is None else struct.pack("<h", offset_min)
    if concentration is not None:
        kind, site = type_and_site
        payload += sfloat(*concentration) + bytes([site << 4 | kind])
    return payload + (b"" if status is None else struct.pack("<H", status))
