"""Advertisements of Xiaogui scales, written straight from the field table."""

from __future__ import annotations

import struct

ADDRESS = "5F:5A:29:E5:E0:94"


def xiaogui(raw: int, *, impedance: int = 0, stabilised: bool = True, resolution: int = 0, unit: int = 0) -> bytes:
    """Write thirteen bytes under company xxC0; impedance in 0.1 ohm."""
    state = int(f"001{unit:02b}{resolution:02b}{stabilised:d}", 2)
    return struct.pack(">HHHB", raw, impedance, 2, state) + bytes.fromhex(ADDRESS.replace(":", ""))
