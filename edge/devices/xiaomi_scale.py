"""Xiaomi Mi scales 1 and 2, which only advertise: weight, stabilised or not, again and again until nobody looks."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.date_time import read_date_time
from edge.gatt.octets import Octets
from edge.gatt.weight_measurement import grams_of_centipounds

_GRAMS_A_STEP: Final = 5
"""A scale set to kilograms counts 0.005 kg; one set to jin counts 0.01 jin, and a jin is half a kilogram."""
_POUNDS: Final = 0x01
_REMOVED: Final = 0x80
_V1_STABILISED, _V1_OBJECT = 0x20, 0x40
_V2_OBJECT, _V2_IMPEDANCE, _V2_STABILISED = 0x04, 0x02, 0x20


def decode_mi_scale_1(payload: bytes) -> ScaleFrame:
    """Decode the service data (181D) of a Mi scale 1, ten bytes; raises DecodeError if they are cut off.

    >>> decode_mi_scale_1(bytes.fromhex("229e43e507040b101301")).weight_g
    86550

    Source: custom-components/ble_monitor and theengs/decoder (facts), captured payloads.
    """
    octets = Octets(payload)
    control = octets.unsigned(1)
    raw = octets.unsigned(2)
    at = read_date_time(octets)
    weight_g, centipounds = _weight(raw, is_pounds=bool(control & _POUNDS))
    return ScaleFrame(
        weight_g=weight_g,
        weight_centipounds=centipounds,
        is_stabilised=bool(control & _V1_STABILISED),
        is_removed=bool(control & _REMOVED),
        is_object=bool(control & _V1_OBJECT),
        device_time=at,
    )


def decode_mi_scale_2(payload: bytes) -> ScaleFrame:
    """Decode the service data (181B) of a Mi scale 2, thirteen bytes; raises DecodeError if they are cut off.

    The impedance counts only where its bit is set: without it the field holds FFFD or what was measured before.

    >>> decode_mi_scale_2(bytes.fromhex("0226e607090d0e1a269e018039")).impedance_tenths
    4140

    Source: as for the Mi scale 1.
    """
    octets = Octets(payload)
    unit, control = octets.unsigned(1), octets.unsigned(1)
    at = read_date_time(octets)
    impedance, raw = octets.unsigned(2), octets.unsigned(2)
    weight_g, centipounds = _weight(raw, is_pounds=bool(unit & _POUNDS))
    return ScaleFrame(
        weight_g=weight_g,
        weight_centipounds=centipounds,
        is_stabilised=bool(control & _V2_STABILISED),
        is_removed=bool(control & _REMOVED),
        is_object=bool(unit & _V2_OBJECT),
        impedance_tenths=impedance * 10 if control & _V2_IMPEDANCE and impedance else None,
        device_time=at,
    )


def _weight(raw: int, *, is_pounds: bool) -> tuple[int, int | None]:
    """Give grams, and hundredths of a pound where the scale counts those."""
    return (grams_of_centipounds(raw), raw) if is_pounds else (raw * _GRAMS_A_STEP, None)


_HOW: Final = Told(
    sv="Ställ dig på vågen. Den behöver inte parkopplas: hubben hör den när den visar vikten.",
    en="Step on the scale. It needs no pairing: the hub hears it while it shows the weight.",
)
MI_SCALE_1: Final = Family(
    name="xiaomi-1-scale",
    label="Xiaomi Mi Smart Scale (XMTZC01HM, XMTZC04HM)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("MI_SCALE", "MI SCALE"), services=("181d",)),),
    sources={"181d": ()},
    read=lambda capture: decode_mi_scale_1(capture.payload),
    how_to_pair=_HOW,
    captured_as=("mi-scale-v1",),
)
MI_SCALE_2: Final = Family(
    name="xiaomi-2-scale",
    label="Xiaomi Mi Body Composition Scale (XMTZC02HM, XMTZC05HM)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("MIBCS", "MIBFS"), services=("181b",)),),
    sources={"181b": ()},
    read=lambda capture: decode_mi_scale_2(capture.payload),
    how_to_pair=_HOW,
    captured_as=("mi-scale-v2",),
    is_body_composition=True,
)
