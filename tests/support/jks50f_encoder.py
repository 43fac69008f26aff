"""Frames of the JKS50F, written straight from the field table."""

from __future__ import annotations


def jks50f(spo2: int, pulse: int, *, perfusion: int = 0, finger: bool = True, wave: bytes = bytes(60)) -> bytes:
    """Write sixty-nine bytes of FFE1; ``perfusion`` in 0.01 %, seven bits first and six above them."""
    high, low = divmod(perfusion, 128)
    frame = bytes([0xFF, 0x44, 0x01, not finger, spo2, pulse, low, high]) + wave
    return frame + bytes([(sum(frame) + 1) % 256])
