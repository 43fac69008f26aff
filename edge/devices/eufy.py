"""Eufy scales: P2 and P2 Pro behind a handshake, and the older C1, P1 and A1 that 1byone made."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.date_time import read_date_time
from edge.gatt.octets import DecodeError, Octets

_GRAMS_A_STEP: Final = 10
_P2_HEAD: Final = b"\xcf\x0e\x00\xcf"
_P2_LENGTH: Final = 16
_P2_FINAL_AT: Final = 12
_C1_HEAD: Final = b"\xcf"
_C1_LENGTH: Final = 11
_C1_SETTLED, _C1_MOVING, _C1_TOO_HEAVY = 0, 1, 2


def decode_eufy_p2(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFF2) of a P2 or P2 Pro; raises DecodeError if it is cut off or its sum is wrong.

    The impedance is None for somebody in socks: then the scale writes 0.

    >>> frame = decode_eufy_p2(bytes.fromhex("cf0e00cf5c1260221113f10000000030"))
    >>> frame.weight_g, frame.impedance_tenths, frame.is_final
    (88000, 4700, True)

    Source: KristianP26/ble-scale-sync and bdr99/eufylife-ble-client (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(len(_P2_HEAD)) != _P2_HEAD:
        raise DecodeError("not a frame of a Eufy P2")
    impedance, raw = octets.unsigned(2), octets.unsigned(2)
    octets.take(_P2_LENGTH - 9)
    if octets.unsigned(1) != reduce(xor, payload[2 : _P2_LENGTH - 1]):
        raise DecodeError("wrong check sum")
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None, impedance_tenths=impedance or None, is_final=payload[_P2_FINAL_AT] == 0
    )


def decode_eufy_c1(payload: bytes) -> ScaleFrame:
    """Decode one frame (FFF4) of a C1, P1 or A1: eleven bytes, or eighteen with a time out of the scale's memory.

    Only the shorter one ends in a sum that is known. Raises DecodeError if it is cut off or that sum is wrong.

    >>> decode_eufy_c1(bytes.fromhex("cf8813401f0000000000" "0b")).weight_g
    80000

    Source: oliexdev/openScale, KristianP26/ble-scale-sync and bdr99/eufylife-ble-client (facts).
    """
    octets = Octets(payload)
    if octets.take(len(_C1_HEAD)) != _C1_HEAD:
        raise DecodeError("not a frame of a Eufy C1")
    impedance, raw = octets.unsigned(2), octets.unsigned(2)
    octets.take(4)
    state, check = octets.unsigned(1), octets.unsigned(1)
    is_stored = len(payload) > _C1_LENGTH
    at = read_date_time(Octets(octets.take(2)[::-1] + octets.take(5))) if is_stored else None
    if not is_stored and check != reduce(xor, payload[: _C1_LENGTH - 1]):
        raise DecodeError("wrong check sum")
    return ScaleFrame(
        weight_g=None if state == _C1_TOO_HEAVY else raw * _GRAMS_A_STEP or None,
        impedance_tenths=None if state == _C1_MOVING else impedance or None,
        is_final=state == _C1_SETTLED,
        is_stored=is_stored,
        device_time=at,
    )


_HOW: Final = Told(
    sv="Koppla bort vågen från appen EufyLife, eller stäng av Bluetooth i telefonen. Ställ dig på vågen.",
    en="Disconnect the scale from the EufyLife app, or switch off the phone's Bluetooth. Step on the scale.",
)
EUFY_P2: Final = Family(
    name="eufy-p2-scale",
    label="Eufy Smart Scale P2 (T9148), P2 Pro (T9149)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("eufy T9148", "eufy T9149")),),
    sources={"fff2": (_P2_HEAD,)},
    read=lambda capture: decode_eufy_p2(capture.payload),
    subscribe=("fff2", "fff4"),
    how_to_pair=_HOW,
    captured_as=("eufy-p2",),
    is_body_composition=True,
)
EUFY_C1: Final = Family(
    name="eufy-c1-scale",
    label="Eufy Smart Scale C1 (T9146), P1 (T9147), A1 (T9120); 1byone Health Scale",
    standing=Standing.LIKELY,
    measures=("body_weight",),
    signs=(Sign(names=("eufy T9146", "eufy T9147", "eufy T9120", "Health Scale")),),
    sources={"fff4": (_C1_HEAD,)},
    read=lambda capture: decode_eufy_c1(capture.payload),
    subscribe=("fff4",),
    # F2 01 empties the scale's memory.
    forbidden=(b"\xf2\x01",),
    how_to_pair=_HOW,
    is_body_composition=True,
)
