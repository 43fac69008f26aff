"""Where makers depart from the specification; chosen by the advertised name, since the bytes cannot tell."""

from __future__ import annotations

from typing import Final

from edge.gatt.blood_pressure_measurement import STANDARD, CuffLayout
from edge.gatt.weight_measurement import GRAMS_A_STEP

BEURER_BIG_ENDIAN: Final = ("BM48", "BM59", "BM85", "ELITE900")
"""These cuffs send pulse and status high byte first, and a user byte that no flag announces."""
_RENPHO: Final = "RENPHO"
_RENPHO_FLAG: Final = 0x40
_RENPHO_GRAMS_A_STEP: Final = 50
"""Renpho ES-WBE28 sets the reserved flag bit 6 and counts in 0.05 kg (captured frame)."""


def cuff_layout(name: str | None) -> CuffLayout:
    """Give the layout of a cuff's frames by its advertised name.

    >>> cuff_layout("BM85").tail_order, cuff_layout("A&D_UA-651BLE").tail_order
    ('big', 'little')
    """
    called = (name or "").upper()
    if any(model in called for model in BEURER_BIG_ENDIAN):
        return CuffLayout(tail_order="big", always_has_user=True)
    return STANDARD


def grams_a_step(name: str | None, payload: bytes) -> int:
    r"""Give what one step of a metric weight is worth on this scale, in grams.

    >>> grams_a_step("Renpho-Scale", b"\\x4e"), grams_a_step("SBF73", b"\\x0e")
    (50, 5)
    """
    if payload and payload[0] & _RENPHO_FLAG and _RENPHO in (name or "").upper():
        return _RENPHO_GRAMS_A_STEP
    return GRAMS_A_STEP
