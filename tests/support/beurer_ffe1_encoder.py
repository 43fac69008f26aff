"""Frames of a Beurer or Sanitas scale on FFE1, written straight from the field tables."""

from __future__ import annotations

import struct


def live(raw: int, *, moving: bool = True, start: int = 0xE7) -> bytes:
    """Write a weight in steps of 50 g."""
    return struct.pack(">BBBH", start, 0x58, moving, raw)


def result(
    user: int, seconds: int, raw: int, impedance: int, shares: tuple[int, int, int], start: int = 0xE7
) -> tuple[bytes, ...]:
    """Write a result in three frames; ``shares`` are fat, water and muscle in tenths of a percent."""
    fields = struct.pack(">IHHHHHHHHH", seconds, raw, impedance, *shares, 60, 1500, 2500, 250)
    parts = (b"\x01" + struct.pack(">Q", user), fields[:11], fields[11:])
    return tuple(bytes([start, 0x59, len(parts), index]) + part for index, part in enumerate(parts, 1))
