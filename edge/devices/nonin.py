"""Nonin 3230 with Nonin's own service: one frame a second, marked when the value may be written down."""

from __future__ import annotations

from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.frame import OximeterFrame
from edge.devices.link import Link
from edge.devices.still_finger import StillFinger
from edge.gatt.octets import DecodeError, Octets

_SERVICE: Final = "46a970e0-0d5f-11e2-8b5e-0002a5d5c51b"
_MEASUREMENT: Final = "0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b"
_LENGTH: Final = 10
_SMART_POINT, _SEARCHING, _ON_FINGER = 0x04, 0x08, 0x10
_HIGHEST_SPO2, _HIGHEST_PULSE = 100, 400
_NO_PULSE: Final = (0, 127, 255)


def decode_nonin(payload: bytes) -> OximeterFrame:
    """Decode one second of measuring, ten bytes that begin with their number; raises DecodeError if they are cut off.

    The value is final when Nonin's own judgement (SmartPoint) says that it is of high quality.

    >>> frame = decode_nonin(bytes.fromhex("0a14" "1d" "01a4" "0007" "61" "0048"))
    >>> frame.spo2_percent, frame.pulse_per_min, frame.perfusion_index_tenths, frame.is_final
    (97, 72, 42, True)

    Source: andreasdri/nonin-3230-ble and public decoders of Nonin's continuous oximetry characteristic (facts).
    """
    octets = Octets(payload)
    length, status = octets.unsigned(1), octets.unsigned(1)
    octets.take(1)
    perfusion = octets.unsigned(2, "big")
    octets.take(2)
    spo2, pulse = octets.unsigned(1), octets.unsigned(2, "big")
    if not _LENGTH <= length <= len(payload):
        raise DecodeError("not a second of a Nonin oximeter")
    has_finger = bool(status & _ON_FINGER)
    return OximeterFrame(
        spo2_percent=spo2 if has_finger and 0 < spo2 <= _HIGHEST_SPO2 else None,
        pulse_per_min=pulse if has_finger and pulse not in _NO_PULSE and pulse <= _HIGHEST_PULSE else None,
        is_finger_present=has_finger,
        perfusion_index_tenths=(perfusion + 5) // 10 or None if has_finger else None,
        is_final=bool(status & _SMART_POINT) and not status & _SEARCHING,
    )


async def fetch_nonin(link: Link) -> None:
    """Hear each second, and keep one reading for each time that a finger is put in. Nothing is said to the clip.

    Sixty readings a minute would be one measurement sixty times, and the first second after the finger goes in is the
    worst of them. SmartPoint is Nonin's own word for a value that may be written down, but it comes and goes with each
    movement; so a reading counts when SmartPoint has stood for five seconds and the saturation has not moved by more
    than one percent. Whoever takes the finger out before that, or walks out of range, gets the last second that had
    SmartPoint: the maker calls it good, and there is no better one. What follows in the same sitting is the same
    measurement. After a finger has been out, the next one is the next.

    Source: andreasdri/nonin-3230-ble (facts); the five seconds are our judgement.
    """
    with StillFinger(link, _read) as still_finger:
        await link.subscribe(_MEASUREMENT, is_talk=True)
        while (said := await link.hear()) is not None:
            still_finger.take(said)


def _read(capture: Capture) -> OximeterFrame:
    return decode_nonin(capture.payload)


NONIN_3230: Final = Family(
    name="nonin-oximeter",
    label="Nonin 3230",
    standing=Standing.LIKELY,
    measures=("spo2", "pulse_rate"),
    signs=(Sign(names=("Nonin3230",)), Sign(services=(_SERVICE,))),
    sources={_MEASUREMENT: ()},
    read=_read,
    subscribe=(_MEASUREMENT,),
    fetch=fetch_nonin,
    how_to_pair=Told(
        sv="Sätt i batterierna på nytt och sätt klämman på fingret. Håll handen stilla.",
        en="Put the batteries in anew and the clip on a finger. Keep the hand still.",
    ),
    bonding=Bonding.IF_OFFERED,
)
