"""Yunmai scales (Mini, SE, Signal): frames that begin with 0D and tell their own length."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce
from operator import xor
from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError, Octets

_START: Final = 0x0D
_HEAD_LENGTH: Final = 4
_WEIGHING, _WEIGHED = 0x01, 0x02
_GRAMS_A_STEP: Final = 10
_TELLS_FAT: Final = 0x1E
"""From this version of the protocol on the fat follows the resistance, if the frame is long enough."""
_LENGTH_WITH_FAT: Final = 20


def decode_yunmai(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFE4); raises DecodeError if it is cut off or its sum is wrong.

    Frames of other kinds (version, clock, user) are frames that say nothing. ``user_id`` is the number that was given
    to the scale before the weighing.

    >>> frame = decode_yunmai(bytes.fromhex("0d1f1402006a10e28423e71b8e280001a60000cb"))
    >>> frame.weight_g, frame.impedance_tenths, frame.is_final
    (102400, 4220, True)

    Source: oliexdev/openScale and KristianP26/ble-scale-sync (facts).
    """
    octets = Octets(payload)
    start, version, length, kind = octets.take(_HEAD_LENGTH)
    if start != _START or length <= _HEAD_LENGTH:
        raise DecodeError("not a frame of a Yunmai scale")
    body = octets.take(length - _HEAD_LENGTH - 1)
    if octets.unsigned(1) != reduce(xor, payload[1 : length - 1]):
        raise DecodeError("wrong check sum")
    fields = Octets(body)
    if kind == _WEIGHING:
        seconds, raw = fields.unsigned(4, "big"), fields.unsigned(2, "big")
        return ScaleFrame(weight_g=raw * _GRAMS_A_STEP or None, is_final=False, device_time=_time(seconds))
    if kind != _WEIGHED:
        return ScaleFrame()
    fields.take(1)
    seconds, user = fields.unsigned(4, "big"), fields.unsigned(4, "big")
    raw, resistance = fields.unsigned(2, "big"), fields.unsigned(2, "big")
    tells_fat = version >= _TELLS_FAT and length >= _LENGTH_WITH_FAT
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None,
        is_final=True,
        impedance_tenths=resistance * 10 or None,
        body_fat_tenths=(fields.unsigned(2, "big") + 5) // 10 or None if tells_fat else None,
        device_time=_time(seconds),
        user_id=user or None,
    )


def _time(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


YUNMAI: Final = Family(
    name="yunmai-scale",
    label="Yunmai Mini, SE, Signal",
    standing=Standing.LIKELY,
    measures=("body_weight",),
    signs=(Sign(names=("YUNMAI-SIGNAL", "YUNMAI-IS", "YUNMAI-Scale-3")),),
    sources={"ffe4": (b"\x0d",)},
    read=lambda capture: decode_yunmai(capture.payload),
    subscribe=("ffe4",),
    how_to_pair=Told(
        sv="Stäng appen Yunmai i telefonen. Ställ dig barfota på vågen och stå kvar tills siffrorna står still.",
        en="Close the Yunmai app on the phone. Step on the scale with bare feet and stay until the digits stand still.",
    ),
    is_body_composition=True,
)
