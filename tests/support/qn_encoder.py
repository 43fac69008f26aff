"""Frames of a QN scale, written straight from the field tables."""

from __future__ import annotations

import struct


def add_sum(frame: bytes) -> bytes:
    """Add the byte that is the sum of all before."""
    return frame + bytes([sum(frame) % 256])


def shorter_live(raw: int, state: int, resistances: tuple[int, int] = (0, 0), protocol: int = 0xFF) -> bytes:
    """Write a live weight of eleven bytes (10 0B)."""
    return add_sum(struct.pack(">BBBHBHH", 0x10, 11, protocol, raw, state, *resistances))


def live(
    raw: int, state: int, resistances: tuple[int, int] = (0, 0), fat: int = 0, *, longer: bool = False, user: int = 0xFE
) -> bytes:
    """Write a live weight of fourteen bytes (10 0E), or of one more (10 0F)."""
    frame = struct.pack(">BBBBBHHHH", 0x10, 15 if longer else 14, 0xFF, user, state, raw, *resistances, fat)
    return add_sum(frame + bytes(longer))


def stored(
    count: int, index: int, seconds: int, raw: int, resistances: tuple[int, int] = (0, 0), *, longer: bool = False
) -> bytes:
    """Write a stored record of nineteen bytes (23 13), or of one more (23 14)."""
    length = 20 if longer else 19
    frame = struct.pack("<BBBBBI", 0x23, length, 0x15, count, index, seconds) + struct.pack(">HHH", raw, *resistances)
    return add_sum(frame + bytes(length - 1 - len(frame)))


def stored_with_user(
    count: int, index: int, user: int, seconds: int, raw: int, resistances: tuple[int, int], fat: int
) -> bytes:
    """Write a stored record of the kind that puts the user before the time."""
    frame = struct.pack("<BBBBBBI", 0x23, 19, 0xFF, count, index, user, seconds)
    return add_sum(frame + struct.pack(">HHHH", raw, *resistances, fat))


def extended_live(raw: int, sweep: bytes) -> bytes:
    """Write the first of three live frames (B1) of 44 bytes; ``sweep`` has 36."""
    return add_sum(bytes([0xB1, 0x2C, 3, 1, 1]) + struct.pack("<H", raw) + sweep)


def extended_stored(seconds: int, raw: int, sweep: bytes, user: int = 0xF0) -> bytes:
    """Write a stored frame (B4) of 44 bytes; ``sweep`` has 30."""
    return add_sum(bytes([0xB4, 0x2C, 4, 1, user, 0x10, 1]) + struct.pack("<IH", seconds, raw) + sweep)


def info(protocol: int, counts: int, length: int = 12) -> bytes:
    """Write what a scale says of itself (12); the byte at ten is 1 where it counts hundredths."""
    frame = bytes([0x12, length, protocol]) + bytes(7) + bytes([counts])
    return add_sum(frame + bytes(length - 1 - len(frame)))
