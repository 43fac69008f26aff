"""Beurer BM cuffs that send pulse and status high byte first, and a user that no flag announces."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.quirk import BEURER_BIG_ENDIAN
from edge.devices.session import fetch_standard
from edge.devices.standard_cuff import PRESSURES

BEURER_CUFF: Final = Family(
    name="beurer-cuff",
    label="Beurer BM48, BM59, BM85 and Elite 900",
    label_sv="Beurer BM48, BM59, BM85 och Elite 900",
    standing=Standing.CAPTURED,
    measures=PRESSURES,
    signs=(Sign(names=BEURER_BIG_ENDIAN, services=("1810",)),),
    sources={"2a35": (), "2a36": ()},
    subscribe=("2a35",),
    fetch=fetch_standard,
    how_to_pair=Told(
        sv="Slå på Bluetooth i mätarens meny. Mät en gång och låt mätaren skicka."
        " Visar den en kod, skriv in koden när hubben frågar.",
        en="Switch Bluetooth on in the cuff's menu. Measure once and let it send."
        " If it shows a code, enter it when the hub asks.",
    ),
    captured_as=("sig-bp-beurer-be",),
    bonding=Bonding.IF_OFFERED,
)
