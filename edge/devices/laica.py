"""Laica and HC900 scales, which only advertise: a few bytes behind the sender's address, veiled with A0."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError, Octets

_VEIL: Final = 0xA0
_ADDRESS_LENGTH, _BODY_LENGTH = 6, 5
_STABILISED: Final = 0x80
_WEIGHT_MASK: Final = 0x03FFFF
"""Above these bits of the weight stand others that belong to the unit and the display."""
_CHECK_MASK: Final = 0x1F
_WEIGHT, _IMPEDANCE = 0xAD, 0xA6


def decode_laica(payload: bytes) -> ScaleFrame:
    """Decode the maker's data (company A0AC), twelve bytes; raises DecodeError if cut off or if their sum is wrong.

    The weight is in grams. What an impedance frame counts is no ohm, so it says nothing here.

    >>> frame = decode_laica(bytes.fromhex("a02bbe5e91a0a02c92140dbf"))
    >>> frame.weight_g, frame.is_stabilised
    (12980, False)

    Source: custom-components/ble_monitor (facts), captured payloads; the sum and the mark of a weight that stands
    still agree with three published frames of two scales.
    """
    octets = Octets(payload)
    octets.take(_ADDRESS_LENGTH)
    body = bytes(veiled ^ _VEIL for veiled in octets.take(_BODY_LENGTH))
    if octets.unsigned(1) ^ _VEIL != sum(body) & _CHECK_MASK:
        raise DecodeError("wrong check sum")
    kind = body[-1]
    if kind == _IMPEDANCE:
        return ScaleFrame()
    if kind != _WEIGHT:
        raise DecodeError(f"no frame of a Laica scale is of kind {kind:02x}")
    return ScaleFrame(
        weight_g=int.from_bytes(body[1:4], "big") & _WEIGHT_MASK or None, is_stabilised=bool(body[0] & _STABILISED)
    )


LAICA: Final = Family(
    name="laica-scale",
    label="Laica Smart Scale; HC900",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(companies=(0xA0AC,)),),
    sources={"company:a0ac": ()},
    read=lambda capture: decode_laica(capture.payload),
    how_to_pair=Told(
        sv="Ställ dig på vågen och stå kvar tills siffrorna står still. Den behöver inte parkopplas.",
        en="Step on the scale and stay until the digits stand still. It needs no pairing.",
    ),
    captured_as=("laica-adv",),
    is_body_composition=True,
)
