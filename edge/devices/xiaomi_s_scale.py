"""Xiaomi scales S200 and S400, which only advertise, sealed with the key of the owner's Xiaomi account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.devices.mi_beacon import open_beacon, sealed_beginnings
from edge.gatt.octets import DecodeError, Octets

_S200_OBJECT, _S400_OBJECT = 0x4E16, 0x6E16
_S200_GRAMS_A_STEP, _S400_GRAMS_A_STEP = 10, 100
_HEAVIEST_G: Final = 500_000
"""Twice what the scales are built for: the S200 writes its weight in four bytes."""
_WEIGHT_BITS, _PULSE_BITS = 11, 7
_PULSE_FROM, _NO_PULSE = 50, 127
_S200_PRODUCTS, _S400_PRODUCTS = (0x4C04, 0x45C9, 0x4DCB), (0x3BD5, 0x30D9, 0x48CF, 0x4B05)


def decode_s_scale(capture: Capture) -> ScaleFrame:
    """Decode the service data (FE95) of an S200 or S400; raises DecodeError, also where the bind key is missing.

    Without an object in it the scale only says that it is there, and so does the frame.

    >>> decode_s_scale(Capture(source="fe95", payloads=(bytes.fromhex("1059d53b0b"),))) == ScaleFrame()
    True

    Source: Bluetooth-Devices/xiaomi-ble and oliexdev/openScale (facts), captured payloads.
    """
    for found in open_beacon(capture):
        if found.kind == _S200_OBJECT:
            return _s200(found.data)
        if found.kind == _S400_OBJECT:
            return _s400(found.data)
    return ScaleFrame()


def _s200(data: bytes) -> ScaleFrame:
    octets = Octets(data)
    profile, raw, seconds = octets.unsigned(1), octets.unsigned(4), octets.unsigned(4)
    if raw * _S200_GRAMS_A_STEP > _HEAVIEST_G:
        raise DecodeError(f"{raw} is no weight of a person")
    return ScaleFrame(
        weight_g=raw * _S200_GRAMS_A_STEP or None, is_reset=raw == 0, profile_id=profile, device_time=_time(seconds)
    )


def _s400(data: bytes) -> ScaleFrame:
    """Decode the first packet of a weighing or the second, which has only the other impedance: it is not 0 kg.

    The larger impedance comes with the weight: it falls with the frequency, so that one is measured at 50 kHz.
    """
    octets = Octets(data)
    profile, bits, seconds = octets.unsigned(1), octets.unsigned(4), octets.unsigned(4)
    raw = bits & (1 << _WEIGHT_BITS) - 1
    pulse = bits >> _WEIGHT_BITS & (1 << _PULSE_BITS) - 1
    impedance = bits >> _WEIGHT_BITS + _PULSE_BITS or None
    is_second = raw == 0 and pulse == 0
    return ScaleFrame(
        weight_g=raw * _S400_GRAMS_A_STEP or None,
        is_reset=bits == 0,
        impedance_50khz_tenths=None if is_second else impedance,
        impedance_250khz_tenths=impedance if is_second else None,
        pulse_per_min=pulse + _PULSE_FROM if 0 < pulse < _NO_PULSE else None,
        profile_id=profile,
        device_time=_time(seconds),
    )


def _time(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


_HOW: Final = Told(
    sv="En hjälpare lägger först till vågen i appen Xiaomi Home, hämtar vågens nyckel (bind key) från Xiaomi-kontot"
    " och skriver in den i hubben. Ställ dig sedan på vågen.",
    en="A helper first adds the scale to the Xiaomi Home app, fetches the scale's bind key from the Xiaomi account"
    " and enters it in the hub. Then step on the scale.",
)
S200: Final = Family(
    name="xiaomi-s200-scale",
    label="Xiaomi Smart Scale S200 (MJTZC02YM)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=tuple(Sign(services=("fe95",), begins=begins) for begins in sealed_beginnings(*_S200_PRODUCTS)),
    sources={"fe95": sealed_beginnings(*_S200_PRODUCTS)},
    read=decode_s_scale,
    needs=("bind_key",),
    how_to_pair=_HOW,
)
S400: Final = Family(
    name="xiaomi-s400-scale",
    label="Xiaomi Body Composition Scale S400 (MJTZC01YM, MJTZC03YM)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(
        *(Sign(services=("fe95",), begins=begins) for begins in sealed_beginnings(*_S400_PRODUCTS)),
        Sign(names=("Xiaomi Scale S400", "XMTZC14HM"), services=("fe95",)),
    ),
    sources={"fe95": sealed_beginnings(*_S400_PRODUCTS)},
    read=decode_s_scale,
    needs=("bind_key",),
    how_to_pair=_HOW,
    captured_as=("mibeacon-s400",),
    is_body_composition=True,
)
