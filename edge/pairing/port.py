"""What a pairing needs of the world: bonds, and somebody who keeps what was paired."""

from __future__ import annotations

from typing import Protocol

from edge.devices.family import Family
from edge.devices.link import Secrets
from edge.pairing.why import Why


class BondError(Exception):
    """Something with a device did not come about; the text is for a technician."""

    def __init__(self, why: Why, text: str) -> None:
        """Take whose fault it is, and what BlueZ says."""
        super().__init__(text)
        self.why = why


class IntroductionsPort(Protocol):
    """What is said once to a device that people pair, by Bluetooth address; raises BondError."""

    async def introduce(self, address: str, family: Family, secrets: Secrets) -> Secrets:
        """Say it, and give what lets the hub in from now on."""


class BondsPort(Protocol):
    """Bonds by Bluetooth address; everything here raises BondError."""

    async def be_default(self, *, is_wanted: bool) -> None:
        """Ask BlueZ to ask our agent first, or no longer."""

    async def is_bonded(self, address: str) -> bool:
        """Tell whether there is a bond with a device."""

    async def is_connected(self, address: str) -> bool:
        """Tell whether a device is connected."""

    async def pair(self, address: str) -> None:
        """Connect if need be, and pair."""

    async def join(self, address: str) -> None:
        """Connect, encrypted by the bond if there is one, and return when the device's services are known."""

    async def trust(self, address: str) -> None:
        """Let it come back without anybody being asked."""

    async def hang_up(self, address: str) -> None:
        """End the link, and with it a pairing that goes on."""

    async def forget(self, address: str) -> None:
        """Give up the bond, which is done only when people have said so."""
