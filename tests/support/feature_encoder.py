"""Feature words of scales and cuffs, and the enhanced result of a cuff, straight from the specifications' tables."""

from __future__ import annotations

import struct

CUFF_FEATURE_BITS = {
    "body_movement": 0,
    "cuff_fit": 1,
    "irregular_pulse": 2,
    "pulse_rate_range": 3,
    "measurement_position": 4,
    "multiple_bonds": 5,
    "e2e_crc": 6,
    "user_data_service": 7,
    "user_facing_time": 8,
}
COMPOSITION_FIELD_BITS = {
    "basal_metabolism": 2,
    "muscle_percent": 3,
    "muscle_mass": 4,
    "fat_free_mass": 5,
    "soft_lean_mass": 6,
    "body_water_mass": 7,
    "impedance": 8,
    "weight": 9,
    "height": 10,
}
MASS_STEPS_G = {1: 500, 2: 200, 3: 100, 4: 50, 5: 20, 6: 10, 7: 5}
HEIGHT_STEPS_MM = {1: 10, 2: 5, 3: 1}


def weight_scale_feature(*, time: bool, users: bool, bmi: bool, mass: int = 0, height: int = 0) -> bytes:
    """Write a Weight Scale Feature (2A9E); ``mass`` and ``height`` are numbers of resolutions."""
    return struct.pack("<I", time | users << 1 | bmi << 2 | mass << 3 | height << 7)


def body_composition_feature(*, time: bool, users: bool, fields: set[str], mass: int = 0, height: int = 0) -> bytes:
    """Write a Body Composition Feature (2A9B)."""
    word = time | users << 1 | mass << 11 | height << 15
    return struct.pack("<I", word | sum(1 << COMPOSITION_FIELD_BITS[field] for field in fields))


def blood_pressure_feature(names: set[str], reserved: int = 0) -> bytes:
    """Write a Blood Pressure Feature (2A49)."""
    return struct.pack("<H", reserved | sum(1 << CUFF_FEATURE_BITS[name] for name in names))


def enhanced_cuff(
    numbers: tuple[bytes, bytes, bytes],
    *,
    kilopascal: bool = False,
    seconds: int | None = None,
    pulse: bytes | None = None,
    user: int | None = None,
    status: int | None = None,
    seen_seconds: int | None = None,
    since_2000: bool = True,
) -> bytes:
    """Write an Enhanced Blood Pressure Measurement (2B34)."""
    flags = kilopascal | (seconds is not None) << 1 | (pulse is not None) << 2 | (user is not None) << 3
    flags |= (status is not None) << 4 | (seen_seconds is not None) << 5 | since_2000 << 6
    payload = bytes([flags]) + b"".join(numbers)
    payload += b"" if seconds is None else struct.pack("<I", seconds)
    payload += b"" if pulse is None else pulse
    payload += b"" if user is None else bytes([user])
    payload += b"" if status is None else struct.pack("<H", status)
    return payload + (b"" if seen_seconds is None else struct.pack("<I", seen_seconds))
