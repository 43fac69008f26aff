"""Advertisements of Laica scales, written straight from the field table."""

from __future__ import annotations


def laica(grams: int, *, stabilised: bool = True, above: int = 0, kind: int = 0xAD) -> bytes:
    """Write twelve bytes under company A0AC; ``above`` are the six bits over the eighteen of the weight."""
    body = bytes([0x80 * stabilised]) + (above * 2**18 + grams).to_bytes(3, "big") + bytes([kind])
    veiled = bytes(byte ^ 0xA0 for byte in (*body, sum(body) % 32))
    return bytes.fromhex("a02bbe5e91a0") + veiled
