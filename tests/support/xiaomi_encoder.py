"""Service data of Xiaomi Mi scales, written straight from the field tables."""

from __future__ import annotations

import struct
from datetime import datetime

from gatt_encoder import date_time


def mi_scale_1(
    raw: int,
    at: datetime,
    *,
    pounds: bool = False,
    jin: bool = False,
    stabilised: bool = True,
    small: bool = False,
    removed: bool = False,
) -> bytes:
    """Write ten bytes under 181D; ``raw`` is in 1/200 kg, 1/100 lb or 1/100 jin."""
    control = pounds | jin << 4 | stabilised << 5 | small << 6 | removed << 7
    return struct.pack("<BH", control, raw) + date_time(at)


def mi_scale_2(
    raw: int,
    at: datetime,
    impedance: int,
    *,
    pounds: bool = False,
    jin: bool = False,
    stabilised: bool = True,
    small: bool = False,
    removed: bool = False,
    impedance_valid: bool = True,
) -> bytes:
    """Write thirteen bytes under 181B."""
    unit = pounds | small << 2
    control = impedance_valid << 1 | stabilised << 5 | jin << 6 | removed << 7
    return struct.pack("<BB", unit, control) + date_time(at) + struct.pack("<HH", impedance, raw)
