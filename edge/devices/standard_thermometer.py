"""Thermometers that keep to the Health Thermometer profile (1809), whoever made them."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.session import fetch_standard

STANDARD_THERMOMETER: Final = Family(
    name="standard-thermometer",
    label="Thermometer with the standard profile",
    label_sv="Termometer med standardprofil",
    standing=Standing.LIKELY,
    measures=("body_temperature",),
    signs=(Sign(services=("1809",)),),
    sources={"2a1c": (), "2a1e": ()},
    subscribe=("2a1c",),
    fetch=fetch_standard,
    how_to_pair=Told(
        sv="Slå på termometern. Mät en gång; den skickar när den piper.",
        en="Switch the thermometer on. Measure once; it sends when it beeps.",
    ),
    captured_as=("sig-temp",),
    bonding=Bonding.IF_OFFERED,
)
