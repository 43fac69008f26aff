"""Real payload bytes, written from the Bluetooth specifications and independent of the hub's decoder.

Source: Weight Scale Service 1.0 and Blood Pressure Service 1.1.1 (GATT characteristics 2A9D and 2A35); SFLOAT after
ISO/IEEE 11073-20601.
"""

from __future__ import annotations

import struct
from datetime import datetime

WEIGHT_MEASUREMENT = "2a9d"
BLOOD_PRESSURE_MEASUREMENT = "2a35"
_NOT_A_NUMBER = 0x07FF
_HAS_TIME, _HAS_USER_ON_SCALE = 0x02, 0x04
_HAS_PULSE, _HAS_USER_ON_CUFF, _HAS_STATUS = 0x04, 0x08, 0x10


def weight_measurement(kilograms: float, at: datetime | None = None, user: int | None = None) -> bytes:
    """Write a weight in steps of 5 g, with the scale's wall clock and user number where it has them.

    >>> weight_measurement(82.5).hex()
    '007440'
    """
    flags = (_HAS_TIME if at else 0) | (_HAS_USER_ON_SCALE if user is not None else 0)
    return struct.pack("<BH", flags, round(kilograms / 0.005)) + _time(at) + _user(user)


def blood_pressure_measurement(
    systolic_mmhg: int, diastolic_mmhg: int, pulse_per_min: int, at: datetime | None = None, status: int = 0
) -> bytes:
    """Write a blood pressure with its mean, pulse and status word.

    >>> blood_pressure_measurement(128, 79, 64).hex()
    '1480004f005f0040000000'
    """
    mean = round(diastolic_mmhg + (systolic_mmhg - diastolic_mmhg) / 3)
    flags = _HAS_PULSE | _HAS_STATUS | (_HAS_TIME if at else 0)
    values = struct.pack("<BHHH", flags, systolic_mmhg, diastolic_mmhg, mean)
    return values + _time(at) + struct.pack("<HH", pulse_per_min, status)


def failed_blood_pressure(at: datetime | None = None) -> bytes:
    """Write what a cuff stores when it gave up: every number is *not a number*.

    >>> failed_blood_pressure().hex()
    '10ff07ff07ff070000'
    """
    flags = _HAS_STATUS | (_HAS_TIME if at else 0)
    nothing = struct.pack("<BHHH", flags, _NOT_A_NUMBER, _NOT_A_NUMBER, _NOT_A_NUMBER)
    return nothing + _time(at) + struct.pack("<H", 0)


def _time(at: datetime | None) -> bytes:
    if at is None:
        return b""
    return struct.pack("<HBBBBB", at.year, at.month, at.day, at.hour, at.minute, at.second)


def _user(user: int | None) -> bytes:
    return b"" if user is None else bytes([user])
