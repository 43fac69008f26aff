"""Frames of the Vitafit VT701, written straight from the field table."""

from __future__ import annotations

import struct

from eufy_encoder import exclusive_or


def vitafit(kind: int, fields: bytes) -> bytes:
    """Write a frame of FFF1 around its fields."""
    checked = bytes([len(fields) + 4, 0x26, kind]) + fields
    return b"\x5a" + checked + bytes([exclusive_or(checked), 0xAA])


def vitafit_weight(raw: int, *, state: int = 2) -> bytes:
    """Write a weight in 0.01 kg."""
    return vitafit(0x10, bytes([state, 0, 0, 0x21]) + struct.pack(">H", raw))


def vitafit_impedance(ohms: int) -> bytes:
    """Write an impedance."""
    return vitafit(0x11, bytes(5) + struct.pack(">H", ohms))
