"""Frames of Viatom's rings, clips and cuffs, written straight from the field tables."""

from __future__ import annotations

import struct


def remainder(data: bytes, polynomial: int) -> int:
    """Divide a message by a polynomial of degree 8, bit by bit on paper, and give the rest."""
    left = int.from_bytes(data, "big") << 8
    while (above := left.bit_length() - 9) >= 0:
        left ^= (0x100 | polynomial) << above
    return left


def mirrored(byte: int) -> int:
    """Turn a byte's bits around."""
    return int(f"{byte:08b}"[::-1], 2)


def o2ring_answer(data: bytes, *, status: int = 0, block: int = 0) -> bytes:
    """Write an answer of an O2Ring."""
    frame = struct.pack("<BBBHH", 0x55, status, 255 - status, block, len(data)) + data
    return frame + bytes([remainder(frame, 0x07)])


def o2ring_now(spo2: int, pulse: int, perfusion: int, worn: int) -> bytes:
    """Write the answer to command 17."""
    return o2ring_answer(struct.pack("<BB5xBBBBBx", spo2, pulse, 85, 0, 3, perfusion, worn))


def o2ring_live(spo2: int, pulse: int, perfusion: int, worn: int, wave: bytes = b"") -> bytes:
    """Write the answer to command 1B, with a piece of the pulse wave behind the values."""
    return o2ring_answer(struct.pack("<BHBBBB3xH", spo2, pulse, 85, 0, perfusion, worn, len(wave)) + wave)


def bp2_answer(command: int, said: bytes, *, sequence: int = 1, direction: int = 1) -> bytes:
    """Write an answer of a BP2 cuff."""
    frame = struct.pack("<BBBBBH", 0xA5, command, 255 - command, direction, sequence, len(said)) + said
    return frame + bytes([remainder(frame, 0x07)])


def bp2_record(
    systolic: int, diastolic: int, pulse: int, *, seconds: int = 0, user: int = 0, irregular: bool = False
) -> bytes:
    """Write thirty-seven bytes of a BP2 cuff's list."""
    return struct.pack("<IIB4xHHHH16x", seconds, user, irregular, systolic, diastolic, 95, pulse)


def pc60(function: int, fields: bytes, *, token: int = 0x0F) -> bytes:
    """Write a frame of a PC-60."""
    frame = bytes([0xAA, 0x55, token, len(fields) + 2, function]) + fields
    return frame + bytes([mirrored(remainder(bytes(map(mirrored, frame)), 0x31))])


def pc60_values(spo2: int, pulse: int, perfusion: int, *, finger: bool = True, searching: bool = False) -> bytes:
    """Write the values of a moment; ``perfusion`` in 0.1 %."""
    return pc60(0x01, struct.pack("<BHBBB", spo2, pulse, perfusion, 2 * (not finger) + 4 * searching, 0xC0))


def pc60_state(mode: int, step: int, first: int = 0, second: int = 0) -> bytes:
    """Write what the clip is doing."""
    return pc60(0x21, bytes([mode, step, first, second]))
