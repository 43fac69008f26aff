"""Weight Measurement (2A9D), indicated by the Weight Scale Service (181D)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from edge.gatt.date_time import read_date_time
from edge.gatt.octets import Octets

_IMPERIAL, _HAS_TIME, _HAS_USER, _HAS_BMI = 0x01, 0x02, 0x04, 0x08
_UNSUCCESSFUL: Final = 0xFFFF
USER_UNKNOWN: Final = 0xFF
GRAMS_A_STEP: Final = 5
"""One step of the metric weight is 0.005 kg."""
KILOGRAMS_A_POUND: Final = Decimal("0.45359237")
METRES_AN_INCH: Final = Decimal("0.0254")
_MILLIMETRES_A_METRE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightMeasurement:
    """One weighing.

    ``weight_g`` is None when the scale says that it could not weigh. ``weight_centipounds`` keeps an imperial frame's
    own number (0.01 lb). ``bmi_tenths`` and ``height_m`` are None where absent or not measured (0). Of ``user_id`` and
    ``is_user_unknown`` at most one says something.
    """

    weight_g: int | None
    weight_centipounds: int | None
    device_time: datetime | None
    user_id: int | None
    is_user_unknown: bool
    bmi_tenths: int | None
    height_m: Decimal | None


def decode_weight_measurement(payload: bytes, grams_a_step: int = GRAMS_A_STEP) -> WeightMeasurement:
    """Decode one weighing; raises DecodeError when a field that the flags announce is cut off.

    >>> decode_weight_measurement(bytes.fromhex("008c3c")).weight_g
    77500

    Source: Bluetooth SIG, Weight Scale Service 1.0, section 3.2.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    is_imperial = bool(flags & _IMPERIAL)
    raw = octets.unsigned(2)
    device_time = read_date_time(octets) if flags & _HAS_TIME else None
    user = octets.unsigned(1) if flags & _HAS_USER else None
    bmi_tenths = octets.unsigned(2) if flags & _HAS_BMI else 0
    height = octets.unsigned(2) if flags & _HAS_BMI else 0
    failed = raw == _UNSUCCESSFUL
    return WeightMeasurement(
        weight_g=None if failed else grams_of_centipounds(raw) if is_imperial else raw * grams_a_step,
        weight_centipounds=raw if is_imperial and not failed else None,
        device_time=device_time,
        user_id=None if user == USER_UNKNOWN else user,
        is_user_unknown=user == USER_UNKNOWN,
        bmi_tenths=bmi_tenths or None,
        height_m=height_in_metres(height, is_imperial=is_imperial),
    )


def grams_of_centipounds(centipounds: int) -> int:
    """Convert hundredths of pounds to whole grams, half to even.

    >>> grams_of_centipounds(18000)
    81647
    """
    grams = centipounds * KILOGRAMS_A_POUND * 10
    return int(grams.to_integral_value(ROUND_HALF_EVEN))


def height_in_metres(raw: int, *, is_imperial: bool) -> Decimal | None:
    """Convert a height of 0.001 m or 0.1 inch steps; 0 is *not measured*.

    >>> height_in_metres(1800, is_imperial=False)
    Decimal('1.8')
    """
    if raw == 0:
        return None
    return raw * METRES_AN_INCH / 10 if is_imperial else Decimal(raw) / _MILLIMETRES_A_METRE
