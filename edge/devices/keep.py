"""Keep S3: a scale that tells the weight while it settles, and at the end impedance and pulse too.

This hub does not talk to it: the only talk that is known sets its unit and writes a person into it before it weighs, by
a token of the maker's, with height and day of birth. Nobody has seen it weigh without one. What it does with a person
who does not exist, whom it forgets for that one, and whether it takes a height of nothing, is not known; and unlike the
QN scales it has no guest that anybody has seen. So nothing is written, and nothing can be asked.
"""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import ScaleFrame
from edge.gatt.octets import DecodeError, Octets

_HEAD: Final = b"\x03\x53\x57\x00\x08"
"""An event (03) of this scale (53) about a weighing (57), eight bytes long."""
_GRAMS_A_STEP: Final = 5
_FINAL: Final = 0x29
"""The one stage whose meaning is known; all others count as progress."""


def decode_keep_s3(payload: bytes) -> ScaleFrame:
    """Decode one event of a weighing (FF01), thirteen bytes; raises DecodeError if it is cut off.

    The scale sends the same weighing once more as a record (58), with impedances in a form of its own. That record is
    not read: one weighing would be two.

    >>> frame = decode_keep_s3(bytes.fromhex("03535700082942680000012c61"))
    >>> frame.weight_g, frame.impedance_tenths, frame.pulse_per_min, frame.is_final
    (85000, 3000, 97, True)

    Source: oliexdev/openScale (facts), captured payloads.
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a weighing of a Keep S3")
    stage, raw = octets.unsigned(1), octets.unsigned(2, "big")
    octets.take(2)
    impedance, pulse = octets.unsigned(2, "big"), octets.unsigned(1)
    return ScaleFrame(
        weight_g=raw * _GRAMS_A_STEP or None,
        is_final=stage == _FINAL,
        impedance_tenths=impedance * 10 or None,
        pulse_per_min=pulse or None,
    )


KEEP_S3: Final = Family(
    name="keep-s3-scale",
    label="Keep S3",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("Keep_S3",)),),
    sources={"ff01": (_HEAD,)},
    read=lambda capture: decode_keep_s3(capture.payload),
    subscribe=("ff01",),
    only_decoded="the one way to start it that is known writes a person into it, and it has no guest that is known",
    # 05 sets the unit, 32 writes a person, 36 starts a weighing in that person's name.
    forbidden=tuple(b"\x01\x53" + bytes((command,)) for command in (0x05, 0x32, 0x36)),
    how_to_pair=Told(
        sv="Stäng appen Keep i telefonen. Ställ dig på vågen och stå kvar tills siffrorna står still.",
        en="Close the Keep app on the phone. Step on the scale and stay until the digits stand still.",
    ),
    captured_as=("keep-s3",),
    is_body_composition=True,
)
