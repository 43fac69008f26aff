"""MiBeacons (service data FE95) and the objects of Xiaomi's S scales, written straight from the field tables."""

from __future__ import annotations

import struct

from cryptography.hazmat.primitives.ciphers.aead import AESCCM


def mi_object(kind: int, data: bytes) -> bytes:
    """Write one object: kind, length, bytes."""
    return struct.pack("<HB", kind, len(data)) + data


def mi_beacon(
    opened: bytes,
    key: bytes,
    address: bytes,
    *,
    product: int = 0x3BD5,
    counter: int = 1,
    extension: int = 0,
    tells_address: bool = False,
    capability: bytes = b"",
    version: int = 5,
    bound: bool = True,
) -> bytes:
    """Seal objects into a beacon; ``address`` in the order it is written in, the first digits first."""
    control = 1 << 3 | tells_address << 4 | bool(capability) << 5 | 1 << 6 | bound << 8 | 2 << 10 | version << 12
    beacon = struct.pack("<HHB", control, product, counter) + (address[::-1] if tells_address else b"") + capability
    tail = extension.to_bytes(3, "little")
    nonce = address[::-1] + struct.pack("<HB", product, counter) + tail
    sealed = AESCCM(key, tag_length=4).encrypt(nonce, opened, b"\x11")
    return beacon + sealed[:-4] + tail + sealed[-4:]


def s200_object(profile: int, raw: int, seconds: int) -> bytes:
    """Write a weighing of the S200; ``raw`` in 0.01 kg."""
    return mi_object(0x4E16, struct.pack("<BII", profile, raw, seconds))


def s400_object(profile: int, raw: int, pulse: int, impedance: int, seconds: int) -> bytes:
    """Write a packet of the S400; ``raw`` in 0.1 kg, ``pulse`` less 50, impedance in 0.1 ohm."""
    bits = f"{impedance:014b}{pulse:07b}{raw:011b}"
    return mi_object(0x6E16, struct.pack("<BII", profile, int(bits, 2), seconds))
