"""Frames of Eufy scales, written straight from the field tables."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7


def eufy_p2(raw: int, impedance: int = 0, *, final: bool = True, unknown: bytes = bytes(3)) -> bytes:
    """Write sixteen bytes of FFF2; ``raw`` in 0.01 kg, impedance in 0.1 ohm."""
    frame = bytearray(b"\xcf\x0e\x00\xcf" + struct.pack("<HH", impedance, raw) + unknown + bytes(4))
    frame[12] = not final
    return bytes(frame) + bytes([exclusive_or(frame[2:])])


def eufy_c1(raw: int, impedance: int = 0, *, state: int = 0, at: datetime | None = None) -> bytes:
    """Write eleven bytes of FFF4, or eighteen with a time out of the memory, whose year has its high byte first."""
    frame = b"\xcf" + struct.pack("<HH", impedance, raw) + bytes(4) + bytes([state])
    if at is None:
        return frame + bytes([exclusive_or(frame)])
    return frame + b"\x00" + struct.pack(">HBBBBB", at.year, at.month, at.day, at.hour, at.minute, at.second)


def eufy_letter(kind: int, text: bytes, address: str) -> list[bytes]:
    """Write a letter of the handshake, sealed for the scale at an address."""
    padder = PKCS7(128).padder()
    sealer = _cipher(address).encryptor()
    sealed = sealer.update(padder.update(text) + padder.finalize()) + sealer.finalize()
    return eufy_frames(kind, base64.b64encode(sealed))


def eufy_frames(kind: int, letter: bytes) -> list[bytes]:
    """Write a letter in frames of fifteen characters."""
    count = -(-len(letter) // 15)
    frames = [
        struct.pack("BBBB", kind, count, index, len(letter)) + letter[15 * index : 15 * index + 15]
        for index in range(count)
    ]
    return [frame + bytes([exclusive_or(frame)]) for frame in frames]


def read_eufy_letter(frames: Iterable[bytes], address: str) -> bytes:
    """Read what a letter says."""
    sealed = base64.b64decode(b"".join(frame[4:-1] for frame in frames))
    opener, unpadder = _cipher(address).decryptor(), PKCS7(128).unpadder()
    return unpadder.update(opener.update(sealed) + opener.finalize()) + unpadder.finalize()


def _cipher(address: str) -> Cipher[modes.CBC]:
    key = hashlib.md5(address.replace(":", "").upper().encode(), usedforsecurity=False).digest()
    return Cipher(algorithms.AES(key), modes.CBC(b"0000000000000000"))


def exclusive_or(data: bytes | bytearray) -> int:
    """Fold all bytes into one, bit by bit: a bit is set where an odd number of bytes has it."""
    return sum(1 << bit for bit in range(8) if sum(byte >> bit & 1 for byte in data) % 2)
