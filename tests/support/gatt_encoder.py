"""Payloads written straight from the specifications' field tables, sharing nothing with the hub's decoders."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType


def sfloat(mantissa: int, exponent: int = 0) -> bytes:
    """Write a 16-bit medical number."""
    return struct.pack("<H", (exponent & 0xF) << 12 | mantissa & 0xFFF)


def date_time(at: datetime) -> bytes:
    """Write the seven bytes of a wall clock."""
    return struct.pack("<HBBBBB", at.year, at.month, at.day, at.hour, at.minute, at.second)


def weight(
    raw: int,
    *,
    imperial: bool = False,
    at: datetime | None = None,
    user: int | None = None,
    bmi_and_height: tuple[int, int] | None = None,
    reserved: int = 0,
) -> bytes:
    """Write a Weight Measurement (2A9D)."""
    flags = imperial | (at is not None) << 1 | (user is not None) << 2 | (bmi_and_height is not None) << 3 | reserved
    payload = struct.pack("<BH", flags, raw)
    if at is not None:
        payload += date_time(at)
    if user is not None:
        payload += bytes([user])
    if bmi_and_height is not None:
        payload += struct.pack("<HH", *bmi_and_height)
    return payload


COMPOSITION_FIELDS = (
    "basal_metabolism", "muscle_percent", "muscle_mass", "fat_free_mass", "soft_lean_mass", "body_water_mass",
    "impedance", "weight", "height",
)  # fmt: skip


def composition(
    fat: int,
    *,
    imperial: bool = False,
    at: datetime | None = None,
    user: int | None = None,
    more: bool = False,
    numbers: Mapping[str, int] = MappingProxyType({}),
) -> bytes:
    """Write a Body Composition Measurement (2A9C); ``numbers`` are raw values by field name."""
    flags = imperial | (at is not None) << 1 | (user is not None) << 2 | more << 12
    tail = b"" if at is None else date_time(at)
    if user is not None:
        tail += bytes([user])
    for bit, field in enumerate(COMPOSITION_FIELDS, start=3):
        if field in numbers:
            flags |= 1 << bit
            tail += struct.pack("<H", numbers[field])
    return struct.pack("<HH", flags, fat) + tail


def cuff(
    numbers: tuple[bytes, bytes, bytes],
    *,
    kilopascal: bool = False,
    at: datetime | None = None,
    pulse: bytes | None = None,
    user: int | None = None,
    status: int | None = None,
) -> bytes:
    """Write a Blood Pressure Measurement (2A35) or an Intermediate Cuff Pressure (2A36)."""
    flags = kilopascal | (at is not None) << 1 | (pulse is not None) << 2 | (user is not None) << 3
    flags |= (status is not None) << 4
    payload = bytes([flags]) + b"".join(numbers)
    payload += b"" if at is None else date_time(at)
    payload += b"" if pulse is None else pulse
    payload += b"" if user is None else bytes([user])
    return payload + (b"" if status is None else struct.pack("<H", status))
