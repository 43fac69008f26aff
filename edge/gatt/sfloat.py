"""SFLOAT: the medical devices' 16-bit decimal number."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_RESERVED: Final = frozenset({0x07FE, 0x07FF, 0x0800, 0x0801, 0x0802})
_MANTISSA_SIGN: Final = 0x0800
_MANTISSA_SPAN: Final = 0x1000
_EXPONENT_SIGN: Final = 0x8
_EXPONENT_SPAN: Final = 0x10


def parse_sfloat(raw: int) -> Decimal | None:
    """Decode one IEEE 11073 SFLOAT: 4 bits of exponent, 12 bits of mantissa, both signed.

    >>> parse_sfloat(0xF4D2)          # 1234 × 10⁻¹, e.g. mmHg
    Decimal('123.4')

    Returns None for the five reserved values (NaN, NRes, ±INFINITY, reserved): what is not a number must never reach a
    rule.

    Source: ISO/IEEE 11073-20601 (SFLOAT-Type); Bluetooth SIG, Personal Health Devices Transcoding.
    """
    if raw in _RESERVED:
        return None
    mantissa = raw & 0x0FFF
    exponent = raw >> 12
    if mantissa & _MANTISSA_SIGN:
        mantissa -= _MANTISSA_SPAN
    if exponent & _EXPONENT_SIGN:
        exponent -= _EXPONENT_SPAN
    return Decimal(mantissa).scaleb(exponent)
