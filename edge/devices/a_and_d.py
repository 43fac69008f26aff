"""A&D UC-352BLE and UA-651BLE: standard profiles, a clock that the hub may set, and a memory sent in one burst."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.session import fetch_standard
from edge.devices.standard_cuff import PRESSURES

A_AND_D_SCALE: Final = Family(
    name="a-and-d-scale",
    label="A&D UC-352BLE",
    standing=Standing.LIKELY,
    measures=("body_weight",),
    signs=(Sign(names=("A&D_UC-352",), services=("181d",)),),
    sources={"2a9d": ()},
    subscribe=("2a9d",),
    fetch=fetch_standard,
    how_to_pair=Told(
        sv="Håll in knappen på vågens undersida tills displayen visar Pr. Vänta tills den visar End.",
        en="Hold the button under the scale until its display shows Pr. Wait until it shows End.",
    ),
    bonding=Bonding.ALWAYS,
)
A_AND_D_CUFF: Final = Family(
    name="a-and-d-cuff",
    label="A&D UA-651BLE",
    standing=Standing.CAPTURED,
    measures=PRESSURES,
    signs=(Sign(names=("A&D_UA-651",), services=("1810",)),),
    sources={"2a35": (), "2a36": ()},
    subscribe=("2a35",),
    fetch=fetch_standard,
    how_to_pair=Told(
        sv="Ha inte manschetten på armen. Håll in START tills displayen visar Pr. Vänta tills den visar End.",
        en="Do not wear the cuff. Hold START until the display shows Pr. Wait until it shows End.",
    ),
    bonding=Bonding.ALWAYS,
)
