"""Advertisements of Senssun scales, written straight from the field table."""

from __future__ import annotations

import struct


def senssun(raw: int, *, kind: int = 2, impedance: int = 0, state: int = 0xA1) -> bytes:
    """Write the fifteen known bytes under company 0100; ``raw`` in 0.01 kg, impedance in ohms."""
    return bytes.fromhex("020311187a93c1b333") + struct.pack(">BHHB", kind, raw, impedance, state)
