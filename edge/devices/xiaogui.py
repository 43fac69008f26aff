"""Xiaogui TZC4, MaxxMee QJ-J and others of the OKOK kind, which advertise under a company id that is half a counter."""

from __future__ import annotations

from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError, Octets
from edge.gatt.weight_measurement import grams_of_centipounds

_ADDRESS_LENGTH: Final = 6
_STABILISED: Final = 0x01
_UNIT_AT, _RESOLUTION_AT, _TWO_BITS = 3, 1, 0b11
_KILOGRAMS, _JIN, _POUNDS = 0, 1, 2
_CENTI_A_STEP: Final = {0: 10, 1: 100, 2: 1}
"""Hundredths of the unit in one step, by the resolution that the frame names."""
_GRAMS: Final = {_KILOGRAMS: 10, _JIN: 5}
"""Grams in a hundredth of the unit: a jin is half a kilogram."""


def decode_xiaogui(payload: bytes, address: str | None = None) -> ScaleFrame:
    """Decode the maker's data (company xxC0), thirteen bytes; raises DecodeError if they are cut off.

    They end in the sender's address. Where it is known it must be that one: half a company id is little to tell these
    scales by. A weight that still moves may be 0: nobody stands on the scale.

    >>> frame = decode_xiaogui(bytes.fromhex("0276138b0002215f5a29e5e094"), "5F:5A:29:E5:E0:94")
    >>> frame.weight_g, frame.impedance_tenths, frame.is_stabilised
    (63000, 5003, True)

    Source: custom-components/ble_monitor and oliexdev/openScale (facts), captured payloads.
    """
    octets = Octets(payload)
    raw, impedance = octets.unsigned(2, "big"), octets.unsigned(2, "big")
    octets.take(2)
    state = octets.unsigned(1)
    told = octets.take(_ADDRESS_LENGTH)
    if address is not None and address.replace(":", "").lower() != told.hex():
        raise DecodeError("the frame names another address than its sender's")
    unit, resolution = state >> _UNIT_AT & _TWO_BITS, state >> _RESOLUTION_AT & _TWO_BITS
    if resolution not in _CENTI_A_STEP or unit not in (*_GRAMS, _POUNDS):
        raise DecodeError(f"a weight in the unit and resolution of {state:02x} is not read")
    centi = raw * _CENTI_A_STEP[resolution]
    is_stabilised = bool(state & _STABILISED)
    return ScaleFrame(
        weight_g=grams_of_centipounds(centi) if unit == _POUNDS else centi * _GRAMS[unit],
        weight_centipounds=centi if unit == _POUNDS else None,
        impedance_tenths=impedance or None if is_stabilised else None,
        is_stabilised=is_stabilised,
    )


def _read(capture: Capture) -> ScaleFrame:
    return decode_xiaogui(capture.payload, capture.address)


XIAOGUI: Final = Family(
    name="xiaogui-scale",
    label="Xiaogui TZC4; MaxxMee QJ-J",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(companies=(0x00C0,), company_mask=0x00FF),),
    sources={"company:__c0": ()},
    read=_read,
    how_to_pair=Told(
        sv="Ställ dig på vågen och stå kvar tills siffrorna står still. Den behöver inte parkopplas.",
        en="Step on the scale and stay until the digits stand still. It needs no pairing.",
    ),
    captured_as=("xiaogui-adv",),
    is_body_composition=True,
)
