"""A room with virtual radios for the tests of the simulator's radio: a stack that plays the hub, and devices."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from bumble import hci
from bumble.core import UUID
from bumble.device import Device, Peer
from bumble.gatt_client import CharacteristicProxy

from simulator.radio.air import Air, VirtualController
from simulator.radio.device import VirtualDevice
from simulator.radio.profile import SCALE, Profile
from simulator.radio.stack import Link, begin_stack, connect

ADDRESS = "C0:00:00:00:00:11"


@dataclass
class Room:
    """An air with a stack in it."""

    air: Air
    chip: VirtualController
    stack: Device
    devices: list[VirtualDevice] = field(default_factory=list)

    async def bring(self, profile: Profile = SCALE, address: str = ADDRESS, name: str | None = None) -> VirtualDevice:
        """Bring a device in, with its battery."""
        device = VirtualDevice(self.air, address, profile, name)
        self.devices.append(device)
        await device.power_on()
        return device

    async def connect(self, address: str = ADDRESS, within_s: float = 5.0) -> Link:
        """Connect as a hub would."""
        return await connect(self.stack, hci.Address(address, hci.Address.RANDOM_DEVICE_ADDRESS), within_s)

    async def characteristic(self, link: Link, service: str, name: str) -> CharacteristicProxy[bytes]:
        """Find a characteristic."""
        peer = Peer(link.connection)
        await peer.discover_services()
        await peer.discover_characteristics()
        (found,) = peer.get_characteristics_by_uuid(UUID(name), UUID(service))
        return found


@contextlib.asynccontextmanager
async def room() -> AsyncIterator[Room]:
    """Open a room."""
    air = Air()
    chip = VirtualController("hub", link=air, public_address="AA:BB:CC:00:00:01")
    here = Room(air, chip, await begin_stack(chip, chip))
    yield here
    for device in here.devices:
        device.power_off()


async def until(holds: Callable[[], bool], within_s: float = 8.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  (what is waited for is in a device)
            await asyncio.sleep(0.005)
