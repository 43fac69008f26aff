"""Frames of Eufy scales, written straight from the field tables."""

from __future__ import annotations

import struct
from datetime import datetime


def eufy_p2(raw: int, impedance: int = 0, *, final: bool = True, unknown: bytes = bytes(3)) -> bytes:
    """Write sixteen bytes of FFF2; ``raw`` in 0.01 kg, impedance in 0.1 ohm."""
    frame = bytearray(b"\xcf\x0e\x00\xcf" + struct.pack("<HH", impedance, raw) + unknown + bytes(4))
    frame[12] = not final
    return bytes(frame) + bytes([exclusive_or(frame[2:])])


def eufy_c1(raw: int, impedance: int = 0, *, state: int = 0, at: datetime | None = None) -> bytes:
    """Write eleven bytes of FFF4, or eighteen with a time out of the memory, whose year has its high byte first."""
    frame = b"\xcf" + struct.pack("<HH", impedance, raw) + bytes(4) + bytes([state])
    if at is None:
        return frame + bytes([exclusive_or(frame)])
    return frame + b"\x00" + struct.pack(">HBBBBB", at.year, at.month, at.day, at.hour, at.minute, at.second)


def exclusive_or(data: bytes | bytearray) -> int:
    """Fold all bytes into one, bit by bit: a bit is set where an odd number of bytes has it."""
    return sum(1 << bit for bit in range(8) if sum(byte >> bit & 1 for byte in data) % 2)
