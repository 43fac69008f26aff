"""JKS50F: a finger clip that streams sixty-nine bytes at a time, most of them the pulse wave."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import OximeterFrame
from edge.gatt.octets import DecodeError, Octets

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


JKS50F: Final = Family(
    name="jks50f-oximeter",
    label="Guangdong JKS50F",
    standing=Standing.LIKELY,  # the one published frame comes from a parser's tests, and has no finger in it
    measures=("spo2", "pulse_rate"),
    signs=(Sign(names=("OXIMETER",), services=("ffe0",)),),
    sources={"ffe1": (_HEAD,)},
    read=lambda capture: decode_jks50f(capture.payload),
    subscribe=("ffe1",),
    how_to_pair=Told(
        sv="Sätt klämman på fingret. Håll handen stilla tills siffrorna syns.",
        en="Put the clip on a finger. Keep the hand still until the digits show.",
    ),
    captured_as=("jks50f",),
)
