"""Lefu scales of the AC02 kind (Hutbit, SWAN and others): eight bytes a frame, the number that the display shows."""

from __future__ import annotations

from typing import Final

from edge.devices.capture import Capture
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.devices.last_word import LastWord
from edge.devices.link import Link, Said
from edge.gatt.octets import DecodeError, Octets
from edge.gatt.weight_measurement import grams_of_centipounds

_HEAD: Final = b"\xac\x02"
_MOVING, _SETTLED, _COMPOSITION, _ANSWER = 0xCE, 0xCA, 0xCB, 0xCC
_IMPEDANCE: Final = 0xFD01
_GRAMS_A_STEP, _CENTIPOUNDS_A_STEP = 100, 10
_LENGTH: Final = 8


def decode_ac02(payload: bytes, display_unit: object = "kg") -> ScaleFrame:
    """Decode one frame (FFB2); raises DecodeError if it is cut off, its sum is wrong or its kind is not known.

    The unit is not in the frame: it is the one that the display is set to, ``kg`` or ``lb``. Of the frames about the
    body only the impedance in whole ohms is taken; one of them says that no skin was felt.

    >>> decode_ac02(bytes.fromhex("ac0203490000ca16")).weight_g
    84100
    >>> decode_ac02(bytes.fromhex("ac02fd010206cbd1")).impedance_tenths
    5180

    Source: KristianP26/ble-scale-sync and bdr99/eufylife-ble-client (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a frame of an AC02 scale")
    body = octets.take(5)
    if octets.unsigned(1) != sum(body) & 0xFF:
        raise DecodeError("wrong check sum")
    fields = Octets(body)
    first, second, kind = fields.unsigned(2, "big"), fields.unsigned(2, "big"), fields.unsigned(1)
    if kind in (_MOVING, _SETTLED):
        return _weighing(first, display_unit, is_final=kind == _SETTLED)
    if kind not in (_COMPOSITION, _ANSWER):
        raise DecodeError(f"no frame of an AC02 scale is of kind {kind:02x}")
    has_impedance = kind == _COMPOSITION and first == _IMPEDANCE
    return ScaleFrame(impedance_tenths=second * 10 or None if has_impedance else None)


def _weighing(raw: int, display_unit: object, *, is_final: bool) -> ScaleFrame:
    if display_unit == "kg":
        return ScaleFrame(weight_g=raw * _GRAMS_A_STEP or None, is_final=is_final)
    if display_unit != "lb":
        raise DecodeError(f"a display set to {display_unit!r} is not known")
    centipounds = raw * _CENTIPOUNDS_A_STEP or None
    grams = None if centipounds is None else grams_of_centipounds(centipounds)
    return ScaleFrame(weight_g=grams, weight_centipounds=centipounds, is_final=is_final)


def _read(capture: Capture) -> ScaleFrame:
    return decode_ac02(capture.payload, capture.context.get("display_unit", "kg"))


async def fetch_ac02(link: Link) -> None:
    """Subscribe and hear until the weight stands still. Nothing is said to the scale.

    What others write to it sets the person (FB), the date (FD), the time (FC) and the unit (FE); one that writes
    nothing gets the weights as well. The scale may put two frames into one notification.

    Source: bdr99/eufylife-ble-client, KristianP26/ble-scale-sync and oliexdev/openScale (facts).
    """
    with LastWord(link, AC02, _read) as last_word:
        await last_word.subscribe()
        while (said := await last_word.hear()) is not None:
            for payload in split_ac02(said.payload):
                last_word.take(Said(said.characteristic, payload))


def split_ac02(payload: bytes) -> list[bytes]:
    """Part a notification where a second frame begins, at the earliest after the eight bytes of the first.

    >>> [part.hex() for part in split_ac02(bytes.fromhex("ac0203490000ce1aac0203490000ca16"))]
    ['ac0203490000ce1a', 'ac0203490000ca16']
    """
    at = payload.find(_HEAD, _LENGTH)
    return [payload] if at < 0 else [payload[:at], *split_ac02(payload[at:])]


AC02: Final = Family(
    name="lefu-scale",
    label="Lefu scales with the AC02 protocol (Hutbit 218008, WL292, SWAN; app Fitdays)",
    label_sv="Lefus vågar med protokollet AC02 (Hutbit 218008, WL292, SWAN; appen Fitdays)",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(
        Sign(names=("Hutbit",)),
        Sign(names=("SWAN",), services=("ffb0",)),
        Sign(companies=(0x02AC,), services=("ffb0",)),
    ),
    sources={"ffb2": (_HEAD,)},
    read=_read,
    subscribe=("ffb2",),
    fetch=fetch_ac02,
    # FB sets the person, FE the unit.
    forbidden=(_HEAD + b"\xfb", _HEAD + b"\xfe"),
    how_to_pair=Told(
        sv="Ställ in vågen på kilo (kg), oftast med knappen på undersidan. Stäng appen Fitdays. Ställ dig på vågen.",
        en="Set the scale to kilograms (kg), by the button underneath. Close the Fitdays app. Step on the scale.",
    ),
    captured_as=("ac02-lefu",),
    is_body_composition=True,
)
