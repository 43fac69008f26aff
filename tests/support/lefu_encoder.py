"""Frames of AC02 scales, written straight from the field table."""

from __future__ import annotations

import struct


def ac02(first: int, second: int = 0, *, kind: int = 0xCA) -> bytes:
    """Write eight bytes of FFB2: two numbers, the kind, and the sum of those five bytes."""
    body = struct.pack(">HHB", first, second, kind)
    return b"\xac\x02" + body + bytes([sum(body) % 256])
