"""Viatom and Wellue O2Ring, Checkme O2 and others of their kind: rings that answer when they are asked."""

from __future__ import annotations

from typing import Final

from edge.devices.capture import Capture
from edge.devices.crc8 import crc8
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import OximeterFrame
from edge.devices.viatom_cuff import EVERY_BIT, NOTIFY, SERVICE
from edge.devices.viatom_cuff import FORBIDDEN as FORBIDDEN_TO_CUFFS
from edge.gatt.octets import DecodeError, Octets

_ANSWER: Final = 0x55
_NOW, _LIVE = 0x17, 0x1B
"""The two commands that ask for values; an answer does not say which one it is to."""
_ON_FINGER: Final = 1
_HIGHEST_SPO2, _HIGHEST_PULSE = 100, 400
_NO_PULSE: Final = (0, 255)
_FORBIDDEN: Final = (b"\xaa\x16", b"\xaa\x18")
"""16 changes when the ring warns its wearer, 18 sets everything back."""


def decode_o2ring(payload: bytes, command: object = _NOW) -> OximeterFrame:
    """Decode the answer to a command for values; raises DecodeError if cut off, if the CRC is wrong, if it says no.

    An answer is longer than a notification may be: they are joined before. ``command`` is the one that was written, 17
    (the default) or 1B. Off the finger there is no reading.

    >>> frame = decode_o2ring(bytes.fromhex("5500ff00000d00" "61480000000000" "5500002a0100" "f0"))
    >>> frame.spo2_percent, frame.pulse_per_min, frame.perfusion_index_tenths, frame.is_finger_present
    (97, 72, 42, True)

    Source: home-health-hub/viatom-o2ring-ble and ecostech/viatom-ble (facts).
    """
    octets = Octets(payload)
    start, status, denied = octets.take(3)
    octets.take(2)
    length = octets.unsigned(2)
    data = octets.take(length)
    if start != _ANSWER or status ^ denied != EVERY_BIT:
        raise DecodeError("not an answer of an O2Ring")
    if octets.unsigned(1) != crc8(payload[: 7 + length]):
        raise DecodeError("wrong check sum")
    if status:
        raise DecodeError(f"the O2Ring answers with failure {status}")
    fields = Octets(data)
    if command == _NOW:
        spo2, pulse = fields.unsigned(1), fields.unsigned(1)
        fields.take(8)
        perfusion, worn = fields.unsigned(1), fields.unsigned(1)
        return _reading(spo2, pulse, perfusion, has_finger=worn != 0)
    if command != _LIVE:
        raise DecodeError(f"the answer to command {command!r} has no values")
    spo2, pulse = fields.unsigned(1), fields.unsigned(2)
    fields.take(2)
    perfusion, worn = fields.unsigned(1), fields.unsigned(1)
    return _reading(spo2, pulse, perfusion, has_finger=worn == _ON_FINGER)


def _reading(spo2: int, pulse: int, perfusion: int, *, has_finger: bool) -> OximeterFrame:
    return OximeterFrame(
        spo2_percent=spo2 if has_finger and 0 < spo2 <= _HIGHEST_SPO2 else None,
        pulse_per_min=pulse if has_finger and pulse not in _NO_PULSE and pulse <= _HIGHEST_PULSE else None,
        is_finger_present=has_finger,
        perfusion_index_tenths=perfusion or None if has_finger else None,
    )


def _read(capture: Capture) -> OximeterFrame:
    return decode_o2ring(capture.payload, capture.context.get("command", _NOW))


O2RING: Final = Family(
    name="viatom-oximeter",
    label="Viatom, Wellue O2Ring, Checkme O2, SleepU, KidsO2 (not O2Ring S)",
    standing=Standing.LIKELY,
    measures=("spo2", "pulse_rate"),
    signs=(
        Sign(names=("O2Ring", "Checkme O2", "CheckO2", "SleepU", "KidsO2", "O2M", "CMRing")),
        # EMAY sells another clip under this name.
        Sign(names=("SleepO2",), services=(SERVICE,)),
    ),
    sources={NOTIFY: (b"\x55",)},
    read=_read,
    subscribe=(NOTIFY,),
    only_decoded="no payload of such a ring has been seen, and beside the commands that ask stand others that reset it",
    forbidden=(*_FORBIDDEN, *FORBIDDEN_TO_CUFFS),
    how_to_pair=Told(
        sv="Stäng appen ViHealth i telefonen. Sätt ringen på fingret: den startar av sig själv. Håll handen stilla.",
        en="Close the ViHealth app on the phone. Put the ring on a finger: it starts by itself. Keep the hand still.",
    ),
)
