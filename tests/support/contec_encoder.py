"""Frames of Contec's CMS50D-BT, written straight from the field table."""

from __future__ import annotations


def contec(spo2: int, pulse: int) -> bytes:
    """Write eight bytes of FF02."""
    frame = bytes([0xEB, 0x01, 0x05, pulse, spo2, 0x7F, 0x00])
    return frame + bytes([sum(frame) % 128])
