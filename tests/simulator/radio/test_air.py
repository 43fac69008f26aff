from __future__ import annotations

import asyncio

import pytest
from air_room import ADDRESS, room, until
from bumble import hci

from simulator.radio.device import Faults


def test_a_connection_by_the_public_address_carries_data_too() -> None:
    async def story() -> None:
        async with room() as here:
            device = await here.bring()
            await device.wake()
            address = hci.Address(ADDRESS, hci.Address.RANDOM_DEVICE_ADDRESS)
            connection = await here.stack.connect(address, own_address_type=hci.OwnAddressType.PUBLIC, timeout=2)
            assert await connection.get_remote_le_features() is not None
            assert device.is_connected

    asyncio.run(story())


def test_a_connection_that_was_given_up_does_not_come_later_by_surprise() -> None:
    async def story() -> None:
        async with room() as here:
            device = await here.bring()
            with pytest.raises(TimeoutError):
                await here.connect(within_s=0.1)
            await device.wake()
            await asyncio.sleep(0.2)
            assert device.connections == 0
            await here.connect()
            assert device.connections == 1

    asyncio.run(story())


def test_giving_up_what_was_never_asked_for_is_refused() -> None:
    async def story() -> None:
        async with room() as here:
            with pytest.raises(hci.HCI_Error):
                await here.stack.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())

    asyncio.run(story())


def test_a_chip_that_vanishes_is_no_longer_heard_and_its_links_time_out() -> None:
    async def story() -> None:
        async with room() as here:
            device = await here.bring()
            device.faults = Faults(stays_connected=True)
            await device.wake()
            await here.connect()
            here.chip.vanish()
            await until(lambda: not device.is_connected)
            assert here.chip not in here.air.controllers

    asyncio.run(story())
