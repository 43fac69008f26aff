"""Contec CMS50D-BT and EMAY SleepO2: a stream of frames that begin with EB, of which one a second has the values."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import OximeterFrame
from edge.gatt.octets import DecodeError, Octets

_HEAD: Final = b"\xeb\x01"
_LENGTH: Final = 8
_CHECK_MASK: Final = 0x7F
_HIGHEST_SPO2: Final = 100
_NO_PULSE: Final = (0, 127, 255)


def decode_contec(payload: bytes) -> OximeterFrame:
    """Decode one frame of values (FF02), eight bytes; raises DecodeError if it is cut off or its sum is wrong.

    A true pulse of 127 is lost among those that mean none, for as long as it lasts.

    >>> frame = decode_contec(bytes.fromhex("eb01053e627f0010"))
    >>> frame.spo2_percent, frame.pulse_per_min
    (98, 62)

    Source: nringelstein/CMS50D-BT and public decoders of the EMAY SleepO2 (facts).
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a value of a Contec oximeter")
    octets.take(1)
    pulse, spo2 = octets.unsigned(1), octets.unsigned(1)
    octets.take(2)
    if octets.unsigned(1) != sum(payload[: _LENGTH - 1]) & _CHECK_MASK:
        raise DecodeError("wrong check sum")
    return OximeterFrame(
        spo2_percent=spo2 if 0 < spo2 <= _HIGHEST_SPO2 else None,
        pulse_per_min=None if pulse in _NO_PULSE else pulse,
    )


CONTEC: Final = Family(
    name="contec-oximeter",
    label="Contec CMS50D-BT; EMAY SleepO2",
    standing=Standing.LIKELY,
    measures=("spo2", "pulse_rate"),
    signs=(Sign(names=("CMS50D", "SpO2")), Sign(names=("SleepO2",), services=("ff12",))),
    sources={"ff02": (_HEAD,)},
    read=lambda capture: decode_contec(capture.payload),
    subscribe=("ff02",),
    only_decoded="it must be asked before it streams, and no payload of such a clip has been seen",
    # 9D and A1 wipe what the clip has recorded.
    forbidden=(b"\x9d", b"\xa1"),
    how_to_pair=Told(
        sv="Slå på klämman och sätt den på fingret. Håll handen stilla tills siffrorna syns.",
        en="Switch the clip on and put it on a finger. Keep the hand still until the digits show.",
    ),
)
