"""Notifications of the Nonin 3230's own service, written straight from the field table."""

from __future__ import annotations

import struct


def nonin(
    spo2: int, pulse: int, *, perfusion: int = 0, smart_point: bool = True, searching: bool = False, finger: bool = True
) -> bytes:
    """Write ten bytes; ``perfusion`` in 0.01 %."""
    status = 4 * smart_point + 8 * searching + 16 * finger
    return struct.pack(">BBBHHBH", 10, status, 29, perfusion, 7, spo2, pulse)
