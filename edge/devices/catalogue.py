"""The families this hub can read: service and characteristics, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BASE: Final = "-0000-1000-8000-00805f9b34fb"
_FULL: Final = re.compile(rf"0000([0-9a-f]{{4}}){_BASE}")

WEIGHT_MEASUREMENT: Final = "2a9d"
BODY_COMPOSITION_MEASUREMENT: Final = "2a9c"
BLOOD_PRESSURE_MEASUREMENT: Final = "2a35"
INTERMEDIATE_CUFF_PRESSURE: Final = "2a36"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One family of devices: the service it advertises and the characteristics to subscribe to, in this order."""

    name: str
    service: str
    characteristics: tuple[str, ...]
    measures: tuple[str, ...]


FAMILIES: Final = (
    Family(name="standard-scale", service="181d", characteristics=(WEIGHT_MEASUREMENT,), measures=("body_weight",)),
    Family(
        name="standard-composition",
        service="181b",
        characteristics=(BODY_COMPOSITION_MEASUREMENT,),
        measures=("body_weight",),
    ),
    Family(
        name="standard-cuff",
        service="1810",
        characteristics=(BLOOD_PRESSURE_MEASUREMENT,),
        measures=("systolic", "diastolic", "mean_pressure", "pulse_rate"),
    ),
)


def short_form(uuid: str) -> str:
    """Give a UUID in the form the wire uses: four digits if it is one of the Bluetooth SIG's, else in full.

    >>> short_form("00002A9D-0000-1000-8000-00805F9B34FB"), short_form("2A9D")
    ('2a9d', '2a9d')
    """
    lower = uuid.lower()
    found = _FULL.fullmatch(lower)
    return found[1] if found else lower


def long_form(uuid: str) -> str:
    """Give a four-digit UUID in full.

    >>> long_form("181d")
    '0000181d-0000-1000-8000-00805f9b34fb'
    """
    return f"0000{uuid}{_BASE}" if len(uuid) == 4 else uuid  # noqa: PLR2004


def services() -> dict[str, tuple[str, ...]]:
    """List, for every service UUID in full, the characteristics to subscribe to, in full."""
    return {
        long_form(family.service): tuple(long_form(short) for short in family.characteristics) for family in FAMILIES
    }
