"""Oximeters that keep to the Pulse Oximeter profile (1822), whoever made them."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Bonding, Family, Sign, Standing, Told
from edge.devices.link import Link
from edge.devices.session import ask, hear_out, look_at_the_battery, look_at_the_make, settle_clock, subscribe_all
from edge.gatt.record_access_control_point import write_report_all

_SPOT_CHECK, _RECORD_ACCESS = "2a5e", "2a52"


async def fetch_standard_oximeter(link: Link) -> None:
    """Hear spot checks, and ask for those that are stored; they stay stored, and what was kept is known again.

    Without trusted time they are left where they are: undated, they would be taken for today's. A clip that only
    streams (2A5F) has no moment at which its value counts, and is not subscribed to.

    Source: Bluetooth SIG, Pulse Oximeter Service 1.0, section 3.4.
    """
    await subscribe_all(link, (_SPOT_CHECK,))
    if link.offers(_RECORD_ACCESS):
        await link.subscribe(_RECORD_ACCESS, is_talk=True)
    await settle_clock(link)
    if link.offers(_RECORD_ACCESS) and link.local_time() is not None:
        await ask(link, _RECORD_ACCESS, write_report_all())
    await look_at_the_battery(link)
    await look_at_the_make(link)
    await hear_out(link)


STANDARD_OXIMETER: Final = Family(
    name="standard-oximeter",
    label="Oximeter with the standard profile",
    label_sv="Oximeter med standardprofil",
    standing=Standing.LIKELY,
    measures=("spo2", "pulse_rate"),
    signs=(Sign(services=("1822",)),),
    sources={"2a5e": (), "2a5f": ()},
    subscribe=(_SPOT_CHECK,),
    fetch=fetch_standard_oximeter,
    is_read_again=True,
    how_to_pair=Told(
        sv="Sätt klämman på fingret. Håll handen stilla tills siffran står still.",
        en="Put the clip on a finger. Hold the hand still until the number stands still.",
    ),
    captured_as=("sig-plx",),
    bonding=Bonding.IF_OFFERED,
)
