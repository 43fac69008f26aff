"""Medisana BU cuffs: the standard profile under a name of digits, with the whole memory on every connection."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.session import fetch_memory
from edge.devices.standard_cuff import PRESSURES

MEDISANA_CUFF: Final = Family(
    name="medisana-cuff",
    label="Medisana BU 530, BU 535, BU 540, BU 546, BU 550, BU 570, BU 575 connect",
    standing=Standing.LIKELY,
    measures=PRESSURES,
    signs=(Sign(names=("1872B",), services=("1810",)),),
    sources={"2a35": (), "2a36": ()},
    subscribe=("2a35",),
    fetch=fetch_memory,
    is_read_again=True,
    is_all_memory=True,
    how_to_pair=Told(
        sv="Mät en gång. Mätaren skickar av sig själv när mätningen är klar.",
        en="Measure once. The cuff sends by itself when the measurement is done.",
    ),
    bonding=Bonding.IF_OFFERED,
)
