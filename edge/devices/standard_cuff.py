"""Cuffs that keep to the Blood Pressure profile (1810), whoever made them."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.session import fetch_standard

PRESSURES: Final = ("systolic", "diastolic", "mean_pressure", "pulse_rate")
STANDARD_CUFF: Final = Family(
    name="standard-cuff",
    label="Cuff with the standard blood-pressure profile (boso, Silvercrest, newer Omron and others)",
    label_sv="Mätare för blodtryck med standardprofil (boso, Silvercrest, nyare Omron och andra)",
    standing=Standing.CAPTURED,
    measures=PRESSURES,
    signs=(Sign(services=("1810",)),),
    sources={"2a35": (), "2a36": (), "2b34": ()},
    subscribe=("2a35",),
    fetch=fetch_standard,
    how_to_pair=Told(
        sv="Håll in mätarens knapp för Bluetooth tills displayen blinkar."
        " Visar den en kod, skriv in koden när hubben frågar.",
        en="Hold the cuff's Bluetooth button until its display blinks. If it shows a code, enter it when the hub asks.",
    ),
    captured_as=("sig-bp", "sig-icp"),
    bonding=Bonding.IF_OFFERED,
)
