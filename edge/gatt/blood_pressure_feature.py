"""Blood Pressure Feature (2A49): what a cuff can notice."""

from __future__ import annotations

from typing import Final

from edge.gatt.flag_word import name_bits
from edge.gatt.octets import Octets

FEATURES: Final = (
    "body_movement",
    "cuff_fit",
    "irregular_pulse",
    "pulse_rate_range",
    "measurement_position",
    "multiple_bonds",
    "e2e_crc",
    "user_data_service",
    "user_facing_time",
)
"""In the order of their bits; the last three came with version 1.1 of the service."""


def decode_blood_pressure_feature(payload: bytes) -> tuple[str, ...]:
    """List what a cuff can do, some of ``FEATURES``; raises DecodeError for fewer than two bytes.

    >>> decode_blood_pressure_feature(bytes.fromhex("0500"))
    ('body_movement', 'irregular_pulse')

    Source: Bluetooth SIG, Blood Pressure Service 1.1.1, section 3.3.
    """
    return name_bits(Octets(payload).unsigned(2), FEATURES)
