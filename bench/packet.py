"""MQTT 3.1.1 packets as bytes, and files of them: what the generator sends is made beforehand."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

PUBLISH: Final = 3
PUBACK: Final = 4
IDS: Final = 65_535
"""Packet identifiers run from 1 to this, and again."""


def publish_packet(topic: str, payload: bytes, index: int) -> bytes:
    """Make the PUBLISH packet (QoS 1) of the packet with this place in its stream.

    >>> publish_packet("a/b", b"81.4", 0).hex()
    '320b0003612f62000138312e34'
    """
    name = topic.encode()
    rest = struct.pack(">H", len(name)) + name + struct.pack(">H", index % IDS + 1) + payload
    return b"\x32" + _length(len(rest)) + rest


def connect_packet(client_id: str) -> bytes:
    """Make the CONNECT packet: clean session, no keep-alive."""
    name = client_id.encode()
    rest = b"\x00\x04MQTT\x04\x02\x00\x00" + struct.pack(">H", len(name)) + name
    return b"\x10" + _length(len(rest)) + rest


def subscribe_packet(topic: str) -> bytes:
    """Make the SUBSCRIBE packet for one topic at QoS 0."""
    name = topic.encode()
    rest = b"\x00\x01" + struct.pack(">H", len(name)) + name + b"\x00"
    return b"\x82" + _length(len(rest)) + rest


def _length(count: int) -> bytes:
    found = bytearray()
    while True:
        count, digit = divmod(count, 128)
        found.append(digit | (128 if count else 0))
        if not count:
            return bytes(found)


def write_packets(path: Path, packets: Iterable[bytes]) -> None:
    """Write a file of packets, each behind its length."""
    with path.open("wb") as file:
        for packet in packets:
            file.write(struct.pack(">I", len(packet)) + packet)


def read_packets(path: Path) -> list[bytes]:
    """Read a file of packets, each behind its length."""
    data, at, packets = path.read_bytes(), 0, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        packets.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return packets
