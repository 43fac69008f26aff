"""Weight Scale Feature (2A9E): what a scale can send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.gatt.octets import Octets

_TIME, _USERS, _BMI = 0x01, 0x02, 0x04
_MASS_AT, _HEIGHT_AT = 3, 7
_MASS_STEPS_G: Final = (None, 500, 200, 100, 50, 20, 10, 5)
_HEIGHT_STEPS_MM: Final = (None, 10, 5, 1)
_MASS_MASK, _HEIGHT_MASK = 0b1111, 0b111


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightScaleFeature:
    """What a scale can send; the steps of weight and height are None where the scale does not specify them."""

    has_time: bool
    has_users: bool
    has_bmi: bool
    weight_step_g: int | None
    height_step_mm: int | None


def decode_weight_scale_feature(payload: bytes) -> WeightScaleFeature:
    """Decode the four bytes of features; raises DecodeError when there are fewer.

    >>> decode_weight_scale_feature(bytes.fromhex("3b000000")).weight_step_g
    5

    Source: Bluetooth SIG, Weight Scale Service 1.0, section 3.1.
    """
    word = Octets(payload).unsigned(4)
    return WeightScaleFeature(
        has_time=bool(word & _TIME),
        has_users=bool(word & _USERS),
        has_bmi=bool(word & _BMI),
        weight_step_g=mass_step_g(word >> _MASS_AT),
        height_step_mm=height_step_mm(word >> _HEIGHT_AT),
    )


def mass_step_g(code: int) -> int | None:
    """Give the step of a mass, in grams, by the lowest four bits of a feature word; None if unspecified or reserved.

    >>> mass_step_g(3), mass_step_g(0)
    (100, None)
    """
    code &= _MASS_MASK
    return _MASS_STEPS_G[code] if code < len(_MASS_STEPS_G) else None


def height_step_mm(code: int) -> int | None:
    """Give the step of a height, in millimetres, by the lowest three bits; None if unspecified or reserved.

    >>> height_step_mm(1), height_step_mm(7)
    (10, None)
    """
    code &= _HEIGHT_MASK
    return _HEIGHT_STEPS_MM[code] if code < len(_HEIGHT_STEPS_MM) else None
