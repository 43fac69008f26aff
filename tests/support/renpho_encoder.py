"""Frames and broadcasts of Renpho scales, written straight from the field tables."""

from __future__ import annotations

import struct


def framed(raw: int, *, final: bool = False, before: bytes = b"\x01\x00\x00", command: int | None = None) -> bytes:
    """Write a weight in steps of 10 g in a frame; ``before`` is what its body has in front."""
    kind = (0x24 if final else 0x21) if command is None else command
    body = before + struct.pack(">H", raw)
    frame = struct.pack(">HBH", 0x55AA, kind, len(body)) + body
    return frame + bytes([sum(frame) % 256])


def broadcast(raw: int, state: int, address: bytes = bytes.fromhex("ed6739c5aa0a"), tail: bytes = b"L\t\x03") -> bytes:
    """Write the data of company FFFF."""
    return b"\xaa\xbb" + address + bytes(7) + struct.pack("<BBH", state, 0, raw) + tail
