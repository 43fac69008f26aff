"""Beurer and Sanitas scales with the standard profiles behind a bond, a consent code and a list of users."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Family, Sign, Standing, Told

_NAMES: Final = (
    "BF105", "BF500", "BF600", "BF720", "BF788", "BF850", "BF915", "BF950", "SBF72", "SBF73", "SBF76", "SBF77",
)  # fmt: skip
BEURER_SCALE: Final = Family(
    name="beurer-scale",
    label="Beurer BF105, BF500, BF600, BF720, BF788, BF850, BF915, BF950; Sanitas SBF72, SBF73, SBF76, SBF77",
    standing=Standing.CAPTURED,
    measures=("body_weight",),
    signs=(Sign(names=_NAMES, services=("181d", "181b")), Sign(names=_NAMES, companies=(0x0611, 0x0613))),
    sources={"2a9d": (), "2a9c": ()},
    subscribe=("2a9d", "2a99", "2a9c", "2a9f", "2a2b"),
    needs=("consent_code",),
    how_to_pair=Told(
        sv="Välj användare på vågen. Den visar en kod med fyra siffror: skriv in koden när hubben frågar."
        " Ställ dig på vågen.",
        en="Choose a user on the scale. It shows a code of four digits: enter it when the hub asks. Step on the scale.",
    ),
    is_body_composition=True,
)
