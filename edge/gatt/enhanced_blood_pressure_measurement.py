"""Enhanced Blood Pressure Measurement (2B34) of the Blood Pressure Service (1810) since its version 1.1.

It is a Blood Pressure Measurement whose clocks count seconds: one in UTC, and one that shows what the user saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from edge.gatt.blood_pressure_measurement import CuffFrame, parse_cuff_status
from edge.gatt.octets import Octets
from edge.gatt.sfloat import parse_sfloat
from edge.gatt.weight_measurement import USER_UNKNOWN

_KILOPASCAL, _HAS_TIME, _HAS_PULSE, _HAS_USER, _HAS_STATUS = 0x01, 0x02, 0x04, 0x08, 0x10
_HAS_USER_FACING_TIME, _SINCE_2000 = 0x20, 0x40
_1900: Final = datetime(1900, 1, 1, tzinfo=UTC)
_2000: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnhancedBloodPressureMeasurement:
    """A result: ``frame`` as of 2A35, its ``device_time`` in UTC; ``user_facing_time`` is the cuff's own wall clock.

    A cuff that sends no UTC leaves its wall clock as the frame's ``device_time``, which then is naive.
    """

    frame: CuffFrame
    user_facing_time: datetime | None


def decode_enhanced_blood_pressure_measurement(payload: bytes) -> EnhancedBloodPressureMeasurement:
    """Decode one result; raises DecodeError when a field that the flags announce is cut off.

    >>> found = decode_enhanced_blood_pressure_measurement(bytes.fromhex("427c0056006100001c3831"))
    >>> found.frame.first, found.frame.device_time
    (Decimal('124'), datetime.datetime(2026, 3, 2, 9, 59, 28, tzinfo=datetime.timezone.utc))

    Source: Bluetooth SIG, Blood Pressure Service 1.1.1 and GATT Specification Supplement, Enhanced Blood Pressure
    Measurement.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    epoch = _2000 if flags & _SINCE_2000 else _1900
    first, second, third = (parse_sfloat(octets.unsigned(2)) for _ in range(3))
    at = epoch + timedelta(seconds=octets.unsigned(4)) if flags & _HAS_TIME else None
    pulse = parse_sfloat(octets.unsigned(2)) if flags & _HAS_PULSE else None
    user = octets.unsigned(1) if flags & _HAS_USER else None
    status = parse_cuff_status(octets.unsigned(2)) if flags & _HAS_STATUS else None
    seen = epoch + timedelta(seconds=octets.unsigned(4)) if flags & _HAS_USER_FACING_TIME else None
    user_facing_time = None if seen is None else seen.replace(tzinfo=None)
    frame = CuffFrame(
        is_kilopascal=bool(flags & _KILOPASCAL),
        first=first,
        second=second,
        third=third,
        device_time=at or user_facing_time,
        pulse_per_min=pulse,
        user_id=None if user == USER_UNKNOWN else user,
        is_user_unknown=user == USER_UNKNOWN,
        status=status,
    )
    return EnhancedBloodPressureMeasurement(frame=frame, user_facing_time=user_facing_time)
