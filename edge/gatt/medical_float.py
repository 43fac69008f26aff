"""FLOAT: the medical devices' 32-bit decimal number."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_RESERVED: Final = frozenset({0x007FFFFE, 0x007FFFFF, 0x00800000, 0x00800001, 0x00800002})
_MANTISSA: Final = 0x00FFFFFF
_MANTISSA_SIGN: Final = 0x00800000
_MANTISSA_SPAN: Final = 0x01000000
_EXPONENT_AT: Final = 24
_EXPONENT_SIGN: Final = 0x80
_EXPONENT_SPAN: Final = 0x100


def parse_medical_float(raw: int) -> Decimal | None:
    """Decode one IEEE 11073 FLOAT: 8 bits of exponent, 24 bits of mantissa, both signed.

    >>> parse_medical_float(0xFE000E71)          # 3697 × 10⁻², e.g. °C
    Decimal('36.97')

    Returns None for the five reserved values (NaN, NRes, ±INFINITY, reserved). The exponent goes from −128 to 127, so a
    number may be far beyond anything measured: whoever makes a whole number of it must look at its size first.

    Source: ISO/IEEE 11073-20601 (FLOAT-Type); Bluetooth SIG, Personal Health Devices Transcoding.
    """
    if raw in _RESERVED:
        return None
    mantissa = raw & _MANTISSA
    exponent = raw >> _EXPONENT_AT
    if mantissa & _MANTISSA_SIGN:
        mantissa -= _MANTISSA_SPAN
    if exponent & _EXPONENT_SIGN:
        exponent -= _EXPONENT_SPAN
    return Decimal(mantissa).scaleb(exponent)
