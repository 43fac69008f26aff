"""Events of the Keep S3, written straight from the field table."""

from __future__ import annotations

import struct


def keep_s3(raw: int, *, stage: int = 0x29, impedance: int = 0, pulse: int = 0) -> bytes:
    """Write thirteen bytes of FF01; ``raw`` in 1/200 kg, impedance in ohms."""
    return b"\x03SW" + struct.pack(">HBHHHB", 8, stage, raw, 0, impedance, pulse)
