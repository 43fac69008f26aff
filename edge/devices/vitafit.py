"""Vitafit VT701: frames from 5A to AA, one kind for the weight and one for the impedance."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.devices.last_word import LastWord
from edge.devices.link import Link
from edge.devices.session import ask
from edge.gatt.octets import DecodeError, Octets

_WEIGHT: Final = b"\x5a\x0a\x26\x10"
_IMPEDANCE: Final = b"\x5a\x0b\x26\x11"
_END: Final = 0xAA
_COMMANDS: Final = "fff2"
_TO_SCALE, _PRODUCT = 0xA5, 0x26
_GREETING: Final = ((0x33, b"\x00"), (0x44, b""), (0x17, b"\x01"))
"""What the maker's app says first. Nothing in it is of a person or a time; what it means is not known."""
_SETTLED: Final = 0x02
_GRAMS_A_STEP: Final = 10


def decode_vitafit(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFF1); raises DecodeError if it is cut off, ends wrongly or its sum is wrong.

    The scale measures the impedance, in whole ohms, when the weight has been acknowledged.

    >>> decode_vitafit(bytes.fromhex("5a0a26100200002121340aaa")).weight_g
    85000
    >>> decode_vitafit(bytes.fromhex("5a0b261100000000000189b4aa")).impedance_tenths
    3930

    Source: oliexdev/openScale (facts), captured payloads.
    """
    octets = Octets(payload)
    head = octets.take(len(_WEIGHT))
    if head not in (_WEIGHT, _IMPEDANCE):
        raise DecodeError("not a weight or impedance of a Vitafit scale")
    body = octets.take(head[1] - 4)
    if octets.unsigned(1) != reduce(xor, head[1:] + body):
        raise DecodeError("wrong check sum")
    if octets.unsigned(1) != _END:
        raise DecodeError("the frame has no end")
    last = int.from_bytes(body[-2:], "big")
    if head == _IMPEDANCE:
        return ScaleFrame(impedance_tenths=last * 10 or None)
    return ScaleFrame(weight_g=last * _GRAMS_A_STEP or None, is_final=body[0] == _SETTLED)


def encode_command(kind: int, fields: bytes) -> bytes:
    """Write a command.

    >>> encode_command(0x33, bytes(1)).hex()
    'a50526330010aa'

    Source: oliexdev/openScale (facts).
    """
    checked = bytes((len(fields) + 4, _PRODUCT, kind)) + fields
    return bytes((_TO_SCALE,)) + checked + bytes((reduce(xor, checked), _END))


async def fetch_vitafit(link: Link) -> None:
    """Greet the scale as the maker's app does (33, 44, 17), and hear until the weight stands still.

    The weight is not acknowledged (10): only that makes the scale send a current through the body, and what it measures
    so is not used here.

    Source: oliexdev/openScale (facts).
    """
    with LastWord(link, VITAFIT, _read) as last_word:
        await last_word.subscribe()
        for kind, fields in _GREETING:
            await ask(link, _COMMANDS, encode_command(kind, fields))
        await last_word.listen()


def _read(capture: Capture) -> ScaleFrame:
    return decode_vitafit(capture.payload)


VITAFIT: Final = Family(
    name="vitafit-scale",
    label="Vitafit VT701",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("Vitafit",)),),
    sources={"fff1": (_WEIGHT, _IMPEDANCE)},
    read=_read,
    subscribe=("fff1",),
    fetch=fetch_vitafit,
    how_to_pair=Told(
        sv="Stäng appen Vitafit i telefonen. Ställ dig på vågen och stå kvar tills siffrorna står still.",
        en="Close the Vitafit app on the phone. Step on the scale and stay until the digits stand still.",
    ),
    captured_as=("vitafit",),
    is_body_composition=True,
)
