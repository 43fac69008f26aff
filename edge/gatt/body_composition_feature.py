"""Body Composition Feature (2A9B): what a body composition scale can send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.gatt.flag_word import name_bits
from edge.gatt.octets import Octets
from edge.gatt.weight_scale_feature import height_step_mm, mass_step_g

_TIME, _USERS = 0x01, 0x02
_FIELDS_AT, _MASS_AT, _HEIGHT_AT = 2, 11, 15
FIELDS: Final = (
    "basal_metabolism",
    "muscle_percent",
    "muscle_mass",
    "fat_free_mass",
    "soft_lean_mass",
    "body_water_mass",
    "impedance",
    "weight",
    "height",
)
"""The fields that a measurement may have beside body fat, in the order of their bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyCompositionFeature:
    """What a scale can send: some of ``FIELDS``, in what steps; a step is None where the scale does not specify it."""

    has_time: bool
    has_users: bool
    fields: tuple[str, ...]
    mass_step_g: int | None
    height_step_mm: int | None


def decode_body_composition_feature(payload: bytes) -> BodyCompositionFeature:
    """Decode the four bytes of features; raises DecodeError when there are fewer.

    >>> decode_body_composition_feature(bytes.fromhex("033b0000")).fields
    ('impedance', 'weight')

    Source: Bluetooth SIG, Body Composition Service 1.0, section 3.1.
    """
    word = Octets(payload).unsigned(4)
    return BodyCompositionFeature(
        has_time=bool(word & _TIME),
        has_users=bool(word & _USERS),
        fields=name_bits(word >> _FIELDS_AT, FIELDS),
        mass_step_g=mass_step_g(word >> _MASS_AT),
        height_step_mm=height_step_mm(word >> _HEIGHT_AT),
    )
