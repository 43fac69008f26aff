"""Beurer BF700, BF710, BF800 and Sanitas SBF70, SBF75: frames on FFE1, each of which must be acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError, Octets

_STARTS: Final = (0xE7, 0xF7)
_LIVE, _RESULT, _ACKNOWLEDGED = 0x58, 0x59, 0xF1
_ECHOED: Final = slice(1, 4)
_HEAD: Final = 4
_GRAMS_A_STEP: Final = 50
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FORGET_OR_CHANGE: Final = (0x32, 0x35, 0x43, 0x49, 0x4B)
"""Delete or change a user, delete stored weighings, delete or give away those of nobody."""


def encode_acknowledgement(frame: bytes) -> bytes:
    """Write the answer that a frame must have, else the scale sends no more; raises DecodeError for what is no frame.

    >>> encode_acknowledgement(bytes.fromhex("e75903026a21f4c6068701b500df02")).hex()
    'e7f1590302'
    """
    echoed = Octets(frame).take(_HEAD)[_ECHOED]
    return bytes((_start(frame), _ACKNOWLEDGED)) + echoed


def decode_beurer_ffe1(frames: Sequence[bytes]) -> ScaleFrame:
    """Decode the last frame if it is a live weight, else all of them as one result; weights count 50 g.

    Raises DecodeError for other frames, and for a result with a frame missing or out of order. The first frame of a
    result only names the user, by a number too large for a user's slot. A live weight is never final: it may be the
    first that the scale saw.

    >>> frame = decode_beurer_ffe1([bytes.fromhex("e75801085e")])
    >>> frame.weight_g, frame.is_final
    (107100, False)

    Source: oliexdev/openScale and KristianP26/ble-scale-sync (facts), captured payloads.
    """
    octets = Octets(frames[-1])
    octets.take(1)
    start, command = _start(frames[-1]), octets.unsigned(1)
    if command == _LIVE:
        return _live(octets)
    if command == _RESULT:
        return _result(start, frames)
    raise DecodeError(f"command {command:02x} brings no weight")


def _start(frame: bytes) -> int:
    start = Octets(frame).unsigned(1)
    if start not in _STARTS:
        raise DecodeError(f"no frame begins with {start:02x}")
    return start


def _live(octets: Octets) -> ScaleFrame:
    is_moving, raw = octets.unsigned(1), octets.unsigned(2, "big")
    return ScaleFrame(weight_g=raw * _GRAMS_A_STEP or None, is_final=False, is_stabilised=not is_moving)


def _result(start: int, frames: Sequence[bytes]) -> ScaleFrame:
    for index, frame in enumerate(frames, 1):
        if tuple(frame[:_HEAD]) != (start, _RESULT, len(frames), index):
            raise DecodeError(f"not frame {index} of a result in {len(frames)}")
    octets = Octets(b"".join(frame[_HEAD:] for frame in frames[1:]))
    seconds, raw, impedance, fat, water, muscle = (octets.unsigned(count, "big") for count in (4, 2, 2, 2, 2, 2))
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None,
        is_final=True,
        impedance_tenths=impedance * 10 or None,
        body_fat_tenths=fat or None,
        body_water_tenths=water or None,
        muscle_tenths=muscle or None,
        device_time=_EPOCH + timedelta(seconds=seconds),
    )


BEURER_FFE1: Final = Family(
    name="beurer-ffe1-scale",
    label="Beurer BF700, BF710, BF800; Sanitas SBF70, SBF75; Runtastic Libra",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(
        Sign(
            names=(
                "BEURER BF700", "BEURER BF710", "BEURER BF800", "BF-700", "BF-800", "BF700",
                "SANITAS SBF70", "SBF75", "LIBRA-B", "LIBRA-W", "RT-LIBRA-B", "RT-LIBRA-W", "AICDSCALE1",
            )
        ),
    ),
    sources={"ffe1": tuple(bytes((start, command)) for start in _STARTS for command in (_LIVE, _RESULT))},
    read=lambda capture: decode_beurer_ffe1(capture.payloads),
    subscribe=("ffe1",),
    how_to_pair=Told(
        sv="Lägg in personen som användare i vågens egen app, och stäng sedan appen. Ställ dig på vågen"
        " och stå kvar tills den har visat alla värden.",
        en="Enter the person as a user in the scale's own app, then close the app. Stand on the scale"
        " until it has shown all values.",
    ),
    forbidden=tuple(bytes((start, command)) for start in _STARTS for command in _FORGET_OR_CHANGE),
    captured_as=("beurer-ffe1",),
    is_body_composition=True,
)  # fmt: skip
