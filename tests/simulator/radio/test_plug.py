from __future__ import annotations

import asyncio
from pathlib import Path

from air_room import ADDRESS, until
from bumble import hci

from simulator.radio.air import Air
from simulator.radio.device import VirtualDevice
from simulator.radio.plug import Plug
from simulator.radio.profile import SCALE
from simulator.radio.stack import StackOnSocket, connect


def test_a_hub_that_dies_is_gone_from_the_air_and_the_next_one_finds_the_device(tmp_path: Path) -> None:
    async def story() -> None:
        air = Air()
        device = VirtualDevice(air, ADDRESS, SCALE)
        await device.power_on()
        plug = Plug(tmp_path / "s", air)
        await plug.open()
        address = hci.Address(ADDRESS, hci.Address.RANDOM_DEVICE_ADDRESS)
        for connections in (1, 2):
            stack = StackOnSocket(str(tmp_path / "s"))
            await device.wake()
            link = await connect(await stack.device(), address, 2)
            assert (device.connections, device.is_connected, len(air.controllers)) == (connections, True, 2)
            for chip in list(plug._chips):
                chip.pull()
            await until(lambda: not device.is_connected)
            await until(lambda: len(air.controllers) == 1)
            assert link.ended.is_set()
        plug.close()

    asyncio.run(story())
