"""JKS50F: a finger clip that streams sixty-nine bytes at a time, most of them the pulse wave."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import OximeterFrame
from edge.devices.link import Link, Said
from edge.devices.still_finger import StillFinger
from edge.gatt.octets import DecodeError, Octets

_FFE1: Final = "ffe1"
_HEAD: Final = b"\xff\x44\x01"
_LENGTH: Final = 69
_HIGHEST_SPO2: Final = 100
_NO_PULSE: Final = (0, 127, 255)
_PERFUSION_MASKS: Final = (0x7F, 0x3F)
_NO_PERFUSION: Final = 0x1FFF


def decode_jks50f(payload: bytes) -> OximeterFrame:
    """Decode one whole frame (FFE1); raises DecodeError if it is cut off or its sum is wrong.

    A frame is longer than a notification may be: they are joined before. Without a finger there is no reading. A true
    pulse of 127 is lost among those that mean none, for as long as it lasts.

    >>> frame = decode_jks50f(bytes.fromhex("ff4401" "00" "6250" "2604" + "00" * 60 + "21"))
    >>> frame.spo2_percent, frame.pulse_per_min, frame.perfusion_index_tenths
    (98, 80, 55)

    Source: Boerni89/ha_bt_oximeter (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a frame of a JKS50F")
    has_finger = octets.unsigned(1) == 0
    spo2, pulse = octets.unsigned(1), octets.unsigned(1)
    low, high = (part & mask for part, mask in zip(octets.take(2), _PERFUSION_MASKS, strict=True))
    octets.take(_LENGTH - 9)
    if octets.unsigned(1) != (sum(payload[: _LENGTH - 1]) + 1) & 0xFF:
        raise DecodeError("wrong check sum")
    perfusion = low | high << 7
    return OximeterFrame(
        spo2_percent=spo2 if has_finger and 0 < spo2 <= _HIGHEST_SPO2 else None,
        pulse_per_min=pulse if has_finger and pulse not in _NO_PULSE else None,
        is_finger_present=has_finger,
        perfusion_index_tenths=(perfusion + 5) // 10 if perfusion not in (0, _NO_PERFUSION) else None,
    )


def split_jks50f(streamed: bytes) -> list[bytes]:
    """Part what was streamed into whole frames; the last part is what has come of the next.

    >>> [len(part) for part in split_jks50f(bytes(7) + _HEAD + bytes(66) + _HEAD + bytes(9))]
    [69, 12]
    """
    at = streamed.find(_HEAD)
    if at < 0:
        return [streamed[1 - len(_HEAD) :]]
    whole, rest = streamed[at : at + _LENGTH], streamed[at + _LENGTH :]
    return [whole] if len(whole) < _LENGTH else [whole, *split_jks50f(rest)]


async def fetch_jks50f(link: Link) -> None:
    """Join what the clip streams, and keep one reading for each time that a finger is put in. Nothing is said to it.

    The clip never calls a value final, so the hub does (``still`` in the context): a finger, a pulse, and a saturation
    that has not moved by more than one percent in five frames. A hand that is never still measures nothing.

    Source: Boerni89/ha_bt_oximeter (facts); that five frames are enough is our judgement.
    """
    of_the_next = b""
    with StillFinger(link, _read, is_judge=True, still=1) as still_finger:
        await link.subscribe(_FFE1, is_talk=True)
        while (said := await link.hear()) is not None:
            *frames, of_the_next = split_jks50f(of_the_next + said.payload)
            for frame in frames:
                still_finger.take(Said(_FFE1, frame))


def _read(capture: Capture) -> OximeterFrame:
    frame = decode_jks50f(capture.payload)
    return replace(frame, is_final=frame.pulse_per_min is not None) if capture.context.get("still") else frame


JKS50F: Final = Family(
    name="jks50f-oximeter",
    label="Guangdong JKS50F",
    standing=Standing.LIKELY,  # the one published frame comes from a parser's tests, and has no finger in it
    measures=("spo2", "pulse_rate"),
    signs=(Sign(names=("OXIMETER",), services=("ffe0",)),),
    sources={_FFE1: (_HEAD,)},
    read=_read,
    subscribe=(_FFE1,),
    fetch=fetch_jks50f,
    how_to_pair=Told(
        sv="Sätt klämman på fingret. Håll handen stilla tills siffrorna syns.",
        en="Put the clip on a finger. Keep the hand still until the digits show.",
    ),
    captured_as=("jks50f",),
)
