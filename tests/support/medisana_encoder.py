"""Indications of a Medisana scale, written straight from the field tables."""

from __future__ import annotations

import struct


def weight(raw: int, seconds: int, user: int = 1, *, flags: int = 0x1D, scaling: bytes = b"\x00\xfe") -> bytes:
    """Write a weighing (8A21) in steps of 10 g."""
    return struct.pack("<BH2sI4sB", flags, raw, scaling, seconds, b"\x51\x17\x00\xff", user) + b"\x09\x00\x00\x00\x00"


def composition(seconds: int, user: int, shares: tuple[int, int, int], *, above: int = 0xF) -> bytes:
    """Write fat, water and muscle in tenths of a percent (8A22); ``above`` stands over their twelve bits."""
    words = [above << 12 | share for share in (*shares, 30)]
    return struct.pack("<BIBH4H3x", 0x6F, seconds, user, 2628, *words)
