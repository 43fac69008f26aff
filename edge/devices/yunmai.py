"""Yunmai scales (Mini, SE, Signal): frames that begin with 0D and tell their own length."""

from __future__ import annotations

from datetime import UTC, datetime
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

_COMMANDS: Final = "ffe9"
_WHICH_VERSION: Final = bytes.fromhex("0d05130016")
"""What the maker's app asks first, and what makes the scale begin."""
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


async def fetch_yunmai(link: Link) -> None:
    """Ask for the scale's version (13), which makes it begin, and hear until the weight stands still.

    Its clock (11) and its user (10) are left as the maker's app set them. The result is repeated for as long as
    somebody stands there.

    Source: oliexdev/openScale and KristianP26/ble-scale-sync (facts); the latter asks for nothing else.
    """
    with LastWord(link, YUNMAI, _read) as last_word:
        await last_word.subscribe()
        await ask(link, _COMMANDS, _WHICH_VERSION)
        await last_word.listen()


def _read(capture: Capture) -> ScaleFrame:
    return decode_yunmai(capture.payload)


YUNMAI: Final = Family(
    name="yunmai-scale",
    label="Yunmai Mini, SE, Signal",
    standing=Standing.LIKELY,
    measures=("body_weight",),
    signs=(Sign(names=("YUNMAI-SIGNAL", "YUNMAI-IS", "YUNMAI-Scale-3")),),
    sources={"ffe4": (b"\x0d",)},
    read=_read,
    subscribe=("ffe4",),
    fetch=fetch_yunmai,
    # 10 sets the user, and with it the unit.
    forbidden=(b"\x0d\x12\x10",),
    how_to_pair=Told(
        sv="Stäng appen Yunmai i telefonen. Ställ dig barfota på vågen och stå kvar tills siffrorna står still.",
        en="Close the Yunmai app on the phone. Step on the scale with bare feet and stay until the digits stand still.",
    ),
    is_body_composition=True,
)
