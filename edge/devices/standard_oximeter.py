"""Oximeters that keep to the Pulse Oximeter profile (1822), whoever made them."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.session import fetch_standard

STANDARD_OXIMETER: Final = Family(
    name="standard-oximeter",
    label="Oximeter with the standard profile",
    standing=Standing.LIKELY,
    measures=("spo2", "pulse_rate"),
    signs=(Sign(services=("1822",)),),
    sources={"2a5e": (), "2a5f": ()},
    subscribe=("2a5e",),
    fetch=fetch_standard,
    how_to_pair=Told(
        sv="Sätt klämman på fingret. Håll handen stilla tills siffran står still.",
        en="Put the clip on a finger. Hold the hand still until the number stands still.",
    ),
    captured_as=("sig-plx",),
)
