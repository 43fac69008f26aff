"""Senssun scales that advertise as IF_B7 (HealthSense BS161 too): weight, impedance and a mark in one frame."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError, Octets

_HEAD: Final = b"\x02\x03\x11"
_ADDRESS_LENGTH: Final = 6
_KINDS: Final = (0x01, 0x02)
_GRAMS_A_STEP: Final = 10
_STABILISED: Final = 0xA0


def decode_senssun(payload: bytes) -> ScaleFrame:
    """Decode the maker's data (company 0100), of which fifteen bytes are known; raises DecodeError if they are cut off.

    The weight is in kilograms whatever the display shows. The impedance, in whole ohms, comes some seconds after the
    weight stands still.

    >>> frame = decode_senssun(bytes.fromhex("020311187a93c1b333021a4500b4a1ab61"))
    >>> frame.weight_g, frame.impedance_tenths, frame.is_stabilised
    (67250, 1800, True)

    Source: custom-components/ble_monitor and oliexdev/openScale (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a frame of a Senssun scale")
    octets.take(_ADDRESS_LENGTH)
    kind, raw = octets.unsigned(1), octets.unsigned(2, "big")
    impedance, state = octets.unsigned(2, "big"), octets.unsigned(1)
    if kind not in _KINDS:
        raise DecodeError(f"no frame of a Senssun scale is of kind {kind:02x}")
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None,
        impedance_tenths=impedance * 10 or None,
        is_stabilised=state & _STABILISED == _STABILISED,
    )


SENSSUN: Final = Family(
    name="senssun-scale",
    label="Senssun IF_B7; HealthSense BS161",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("IF_B7",), companies=(0x0100,), begins=_HEAD),),
    sources={"company:0100": (_HEAD,)},
    read=lambda capture: decode_senssun(capture.payload),
    how_to_pair=Told(
        sv="Ställ dig på vågen och stå kvar tills siffrorna står still. Den behöver inte parkopplas.",
        en="Step on the scale and stay until the digits stand still. It needs no pairing.",
    ),
    captured_as=("senssun-adv",),
    is_body_composition=True,
)
