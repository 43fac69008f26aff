"""Scales that keep to the Weight Scale (181D) or Body Composition (181B) profile, whoever made them."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.session import fetch_standard

_STEP_ON: Final = Told(
    sv="Håll in vågens knapp för Bluetooth tills displayen visar att den söker, eller sätt i batterierna på nytt."
    " Ställ dig sedan på vågen.",
    en="Hold the scale's Bluetooth button until its display shows that it searches, or put the batteries in again."
    " Then step on the scale.",
)
STANDARD_SCALE: Final = Family(
    name="standard-scale",
    label="Scale with the standard weight profile",
    label_sv="Våg med standardprofil för vikt",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(services=("181d",)),),
    sources={"2a9d": ()},
    subscribe=("2a9d",),
    fetch=fetch_standard,
    how_to_pair=_STEP_ON,
    captured_as=("sig-weight",),
    bonding=Bonding.IF_OFFERED,
)
STANDARD_COMPOSITION: Final = Family(
    name="standard-body-scale",
    label="Scale with the standard body-composition profile",
    label_sv="Våg med standardprofil för kroppens sammansättning",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    # One that has both profiles sends a current through the body as well, and is warned of; its weight comes on 2A9D.
    signs=(Sign(services=("181b",), without=("181d",)), Sign(services=("181b",), beside=("181d",))),
    sources={"2a9c": (), "2a9d": ()},
    subscribe=("2a9d", "2a9c"),
    fetch=fetch_standard,
    how_to_pair=_STEP_ON,
    captured_as=("sig-bodycomp",),
    is_body_composition=True,
    bonding=Bonding.IF_OFFERED,
)
RENPHO_ES_WBE28: Final = Family(
    name="renpho-wbe28-scale",
    label="Renpho ES-WBE28",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=("Renpho-Scale",), services=("181d", "181b")),),
    sources={"2a9d": ()},
    subscribe=("2a9d",),
    fetch=fetch_standard,
    how_to_pair=Told(
        sv="Stäng Renphos app på alla telefoner i närheten. Ställ dig på vågen.",
        en="Close Renpho's app on every phone nearby. Step on the scale.",
    ),
    captured_as=("sig-weight-renpho",),
    is_body_composition=True,
)
"""Keeps to the profile but for its step of 0.05 kg (see ``edge.devices.quirk``)."""
