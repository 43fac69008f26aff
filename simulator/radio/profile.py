"""What a virtual device offers: its services and characteristics, as the Bluetooth SIG names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A kind of device. ``indicated`` and ``notified`` are characteristics by service, ``readable`` their values.

    ``writable`` are those a hub may write, with the values they are read with before that. One that ``needs_bond``
    lets nobody subscribe whose link is not encrypted.
    """

    name: str
    appearance: int
    indicated: Mapping[str, tuple[str, ...]]
    notified: Mapping[str, tuple[str, ...]]
    readable: Mapping[str, Mapping[str, bytes]]
    writable: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    needs_bond: bool = False
    shows_passkey: bool = False


SCALE: Final = Profile(
    name="Virtual scale",
    appearance=0x0C80,
    indicated={"181d": ("2a9d",)},
    notified={},
    readable={"181d": {"2a9e": bytes.fromhex("23000000")}},
)
"""Weight Scale Service: time, several users, 5 g."""

BODY_SCALE: Final = Profile(
    name="Virtual body scale",
    appearance=0x0C80,
    indicated={"181d": ("2a9d",), "181b": ("2a9c",)},
    notified={},
    readable={"181d": {"2a9e": bytes.fromhex("23000000")}, "181b": {"2a9b": bytes.fromhex("03000000")}},
)
"""A scale that also measures body composition, and sends both for each weighing."""

CUFF: Final = Profile(
    name="Virtual cuff",
    appearance=0x0380,
    indicated={"1810": ("2a35",)},
    notified={"1810": ("2a36",)},
    readable={"1810": {"2a49": bytes.fromhex("2700")}},
)
"""Blood Pressure Service, with the pressure in the cuff while it pumps (2A36)."""

BONDING_SCALE: Final = replace(SCALE, name="A&D_UC-352BLE_0A1B2C", needs_bond=True)
"""Sends nothing to a hub that it was not paired with."""

PASSKEY_CUFF: Final = replace(CUFF, name="Virtual passkey cuff", needs_bond=True, shows_passkey=True)
"""Its display shows six digits while it is paired."""
