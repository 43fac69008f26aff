"""CRC-8 in the two forms that Viatom's devices end their frames with."""

from __future__ import annotations

from typing import Final

_CCITT: Final = 0x07
_MAXIM: Final = 0x8C
"""The polynomial 31, lowest bit first."""
_TOP: Final = 0x80


def crc8(data: bytes) -> int:
    """Compute the CRC-8 of SMBus and CCITT: polynomial 07, highest bit first, from 0.

    >>> hex(crc8(b"123456789"))
    '0xf4'

    Source: Catalogue of parametrised CRC algorithms, CRC-8/SMBUS.
    """
    check = 0
    for byte in data:
        check ^= byte
        for _ in range(8):
            check = (check << 1 ^ (_CCITT if check & _TOP else 0)) & 0xFF
    return check


def crc8_maxim(data: bytes) -> int:
    """Compute the CRC-8 of Maxim's chips: polynomial 31, lowest bit first, from 0.

    >>> hex(crc8_maxim(b"123456789"))
    '0xa1'

    Source: Catalogue of parametrised CRC algorithms, CRC-8/MAXIM-DOW.
    """
    check = 0
    for byte in data:
        check ^= byte
        for _ in range(8):
            check = check >> 1 ^ (_MAXIM if check & 1 else 0)
    return check
