"""What is said to an Omron HEM cuff and what it answers: commands and frames of its memory.

What a write would change may lie beside the calibration, so reading the memory is all that this hub can say; and, once,
while people pair the cuff, the key that it is to open to.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import xor
from typing import Final

from edge.devices.capture import Capture
from edge.devices.frame import CuffRecord, DeviceClock, EepromAnswer
from edge.devices.omron_memory import decode_clock, decode_record
from edge.gatt.octets import DecodeError, Octets

SERVICE: Final = "ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b"
CHANNELS: Final = (
    "49123040-aee8-11e1-a74d-0002a5d5c51b",
    "4d0bf320-aee8-11e1-a0d9-0002a5d5c51b",
    "5128ce60-aee8-11e1-b84b-0002a5d5c51b",
    "560f1420-aee8-11e1-8184-0002a5d5c51b",
)
"""Answers come over these, sixteen bytes each, joined in this order; newer models have only the first."""
OVERHEAD: Final = 8
"""A frame's bytes beside its data: length, type (2), address (2), size, result, XOR."""
COMMANDS: Final = "db5b55e0-aee7-11e1-965e-0002a5d5c51b"
UNLOCK: Final = "b305b680-aee7-11e1-a730-0002a5d5c51b"
LARGEST_READ: Final = 4 * 16 - OVERHEAD
_OPEN, _READ, _CLOSE, _READ_ANSWER = 0x0000, 0x0100, 0x0F00, 0x8100
_LARGEST_ADDRESS: Final = 0xFFFF
_OPENED_WITH: Final = 0x10
_KEY_LENGTH: Final = 16
TOKEN_LENGTH: Final = 4


def encode_open() -> bytes:
    """Write the command that opens a reading session.

    >>> encode_open().hex()
    '0800000000100018'
    """
    return _encode(_OPEN, 0, _OPENED_WITH)


def encode_read(address: int, size: int) -> bytes:
    """Write the command that reads ``size`` bytes from ``address``; raises ValueError if no answer could hold them.

    >>> encode_read(0x0260, 0x26).hex()
    '080100026026004d'
    """
    if not 0 <= address <= _LARGEST_ADDRESS or not 0 < size <= LARGEST_READ:
        raise ValueError(f"{size} bytes cannot be read from {address}")
    return _encode(_READ, address, size)


def encode_close() -> bytes:
    """Write the command that closes a reading session.

    >>> encode_close().hex()
    '080f000000000007'
    """
    return _encode(_CLOSE, 0, 0)


def encode_unlock(key: bytes) -> bytes:
    """Write what opens a cuff that was given this key when it was paired; raises ValueError for another length.

    >>> encode_unlock(bytes(16)).hex()
    '0100000000000000000000000000000000'
    """
    if len(key) != _KEY_LENGTH:
        raise ValueError("an unlock key has 16 bytes")
    return b"\x01" + key


def encode_token(token: bytes) -> bytes:
    """Write four bytes, any four, with which a newer cuff wants to be greeted; raises ValueError for another length.

    >>> encode_token(bytes.fromhex("0badcafe")).hex()
    '110badcafe000000000000000000000000000000'
    """
    if len(token) != TOKEN_LENGTH:
        raise ValueError("a token has 4 bytes")
    return b"\x11" + token + bytes(15)


def encode_key_wish() -> bytes:
    """Write the wish to give a cuff a key, which it hears only while its display flashes a P.

    >>> encode_key_wish().hex()
    '0200000000000000000000000000000000'
    """
    return b"\x02" + bytes(_KEY_LENGTH)


def encode_key(key: bytes) -> bytes:
    """Write the key that a cuff is to open to from now on, in place of the one before.

    It lies beside the cuff's memory, and changes nothing in it. Raises ValueError for another length.

    >>> encode_key(bytes(16)).hex()
    '0000000000000000000000000000000000'
    """
    if len(key) != _KEY_LENGTH:
        raise ValueError("an unlock key has 16 bytes")
    return b"\x00" + key


def _encode(kind: int, address: int, size: int) -> bytes:
    command = bytes((OVERHEAD, *kind.to_bytes(2, "big"), *address.to_bytes(2, "big"), size, 0))
    return command + bytes((reduce(xor, command),))


def decode_answer(payload: bytes) -> EepromAnswer:
    """Decode the answer to a read; raises DecodeError for every other answer and where the XOR of all bytes is not 0.

    >>> decode_answer(bytes.fromhex("16810002e80e53444f19ed263a1700001400770000b7")).address
    744

    Source: userx14/omblepy and eigger/hass-omron (facts), captured payloads.
    """
    length = Octets(payload).unsigned(1)
    if length < OVERHEAD:
        raise DecodeError("shorter than any answer")
    frame = Octets(payload).take(length)
    if reduce(xor, frame):
        raise DecodeError("wrong check sum")
    octets = Octets(frame[1:])
    kind, address, size = octets.unsigned(2, "big"), octets.unsigned(2, "big"), octets.unsigned(1)
    if kind != _READ_ANSWER:
        raise DecodeError(f"{kind:04x} is no answer to a read")
    if size + OVERHEAD != length:
        raise DecodeError(f"{size} bytes do not fill an answer of {length}")
    data, result = octets.take(size), octets.unsigned(1)
    if result:
        raise DecodeError(f"the read failed with {result:02x}")
    return EepromAnswer(address=address, data=data)


def read_omron(capture: Capture) -> EepromAnswer | CuffRecord | DeviceClock:
    """Read an answer, or what a driver has cut out of the memory: the capture's context tells the level.

    ``frame`` (also if nothing is told), ``eeprom_record`` with a ``layout`` and perhaps a ``user`` (from 1), or
    ``eeprom_time_at_8``.

    >>> told = {"level": "eeprom_record", "layout": "be14-bitpacked"}
    >>> payloads = (bytes.fromhex("5b781a4819d71b42000014006996"),)
    >>> read_omron(Capture(source=SERVICE, payloads=payloads, context=told)).systolic_mmhg
    145
    """
    match capture.context.get("level", "frame"):
        case "frame":
            return decode_answer(b"".join(capture.payloads))
        case "eeprom_record":
            record = decode_record(capture.payload, str(capture.context.get("layout")))
            user = capture.context.get("user")
            return replace(record, user_id=user) if isinstance(user, int) else record
        case "eeprom_time_at_8":
            return decode_clock(capture.payload)
        case level:
            raise DecodeError(f"no level {level} of a memory")
