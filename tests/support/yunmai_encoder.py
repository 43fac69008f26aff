"""Frames of Yunmai scales, written straight from the field tables."""

from __future__ import annotations

import struct

from eufy_encoder import exclusive_or


def yunmai(kind: int, body: bytes, *, version: int = 0x1F) -> bytes:
    """Write a frame of FFE4 around its fields."""
    frame = bytes([0x0D, version, len(body) + 5, kind]) + body
    return frame + bytes([exclusive_or(frame[1:])])


def yunmai_live(raw: int, seconds: int) -> bytes:
    """Write a weight that still moves; ``raw`` in 0.01 kg."""
    return yunmai(1, struct.pack(">IH", seconds, raw))


def yunmai_result(
    raw: int, resistance: int, *, seconds: int, user: int, fat: int | None = None, version: int = 0x1F
) -> bytes:
    """Write a result; ``fat`` in 0.01 %."""
    body = b"\x00" + struct.pack(">IIHH", seconds, user, raw, resistance)
    return yunmai(2, body + (b"" if fat is None else struct.pack(">H", fat)), version=version)
