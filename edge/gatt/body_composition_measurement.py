"""Body Composition Measurement (2A9C), indicated by the Body Composition Service (181B)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from edge.gatt.date_time import read_date_time
from edge.gatt.octets import Octets
from edge.gatt.weight_measurement import GRAMS_A_STEP, USER_UNKNOWN, grams_of_centipounds, height_in_metres

_IMPERIAL, _HAS_TIME, _HAS_USER = 0x0001, 0x0002, 0x0004
_BASAL_METABOLISM, _MUSCLE_PERCENT, _MUSCLE_MASS, _FAT_FREE_MASS = 0x0008, 0x0010, 0x0020, 0x0040
_SOFT_LEAN_MASS, _BODY_WATER_MASS, _IMPEDANCE = 0x0080, 0x0100, 0x0200
_WEIGHT, _HEIGHT, _MULTIPLE_PACKETS = 0x0400, 0x0800, 0x1000
_UNSUCCESSFUL: Final = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyCompositionMeasurement:
    """One measurement of what a body is made of; None is absent or *not measured* (0).

    Percentages and impedance are in tenths (0.1 %, 0.1 ohm), masses in grams, metabolism in kilojoules. ``is_failed``:
    the scale says that it could not measure. ``is_placeholder``: a frame in which nothing was measured, as scales send
    when somebody stands on them with shoes.
    """

    body_fat_tenths: int | None
    is_failed: bool
    is_placeholder: bool
    has_more: bool
    device_time: datetime | None
    user_id: int | None
    is_user_unknown: bool
    basal_metabolism_kj: int | None
    muscle_tenths: int | None
    muscle_mass_g: int | None
    fat_free_mass_g: int | None
    soft_lean_mass_g: int | None
    body_water_mass_g: int | None
    impedance_tenths: int | None
    weight_g: int | None
    weight_centipounds: int | None
    height_m: Decimal | None


def decode_body_composition_measurement(payload: bytes) -> BodyCompositionMeasurement:
    """Decode one indication; raises DecodeError when a field that the flags announce is cut off.

    >>> decode_body_composition_measurement(bytes.fromhex("9803c200df1a9701cc2fca21a811")).impedance_tenths
    4520

    Source: Bluetooth SIG, Body Composition Service 1.0, section 3.2; field order is the order of the flag bits.
    """
    octets = Octets(payload)
    flags = octets.unsigned(2)
    is_imperial = bool(flags & _IMPERIAL)

    def number(bit: int) -> int:
        return octets.unsigned(2) if flags & bit else 0

    def grams(raw: int) -> int | None:
        return (grams_of_centipounds(raw) if is_imperial else raw * GRAMS_A_STEP) or None

    fat = octets.unsigned(2)
    device_time = read_date_time(octets) if flags & _HAS_TIME else None
    user = octets.unsigned(1) if flags & _HAS_USER else None
    metabolism, muscle, muscle_mass = number(_BASAL_METABOLISM), number(_MUSCLE_PERCENT), number(_MUSCLE_MASS)
    fat_free_mass, soft_lean_mass, water = number(_FAT_FREE_MASS), number(_SOFT_LEAN_MASS), number(_BODY_WATER_MASS)
    impedance, weight, height = number(_IMPEDANCE), number(_WEIGHT), number(_HEIGHT)
    is_failed = fat == _UNSUCCESSFUL
    measured = any((fat, muscle, muscle_mass, fat_free_mass, water, impedance))
    return BodyCompositionMeasurement(
        body_fat_tenths=None if is_failed else fat or None,
        is_failed=is_failed,
        is_placeholder=not measured and not weight and not flags & _MULTIPLE_PACKETS,
        has_more=bool(flags & _MULTIPLE_PACKETS),
        device_time=device_time,
        user_id=None if user == USER_UNKNOWN else user,
        is_user_unknown=user == USER_UNKNOWN,
        basal_metabolism_kj=metabolism or None,
        muscle_tenths=muscle or None,
        muscle_mass_g=grams(muscle_mass),
        fat_free_mass_g=grams(fat_free_mass),
        soft_lean_mass_g=grams(soft_lean_mass),
        body_water_mass_g=grams(water),
        impedance_tenths=impedance or None,
        weight_g=grams(weight),
        weight_centipounds=weight if is_imperial and weight else None,
        height_m=height_in_metres(height, is_imperial=is_imperial),
    )


def join_packets(first: BodyCompositionMeasurement, second: BodyCompositionMeasurement) -> BodyCompositionMeasurement:
    """Join the two indications of one measurement: the second fills what the first left out.

    >>> one = decode_body_composition_measurement(bytes.fromhex("0010c200"))
    >>> two = decode_body_composition_measurement(bytes.fromhex("0014c2000040"))
    >>> join_packets(one, two).weight_g
    81920
    """
    gaps = {field.name: getattr(second, field.name) for field in fields(first) if getattr(first, field.name) is None}
    return replace(first, **gaps, has_more=False)
