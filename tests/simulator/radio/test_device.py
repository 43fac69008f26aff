from __future__ import annotations

import asyncio

import pytest
from air_room import Room, room, until
from bumble.device import Advertisement, Device
from bumble.gatt_client import CharacteristicProxy
from bumble.transport.common import TransportLostError

from simulator.radio.device import Faults, VirtualDevice
from simulator.radio.gatt import read_advertisement
from simulator.radio.profile import BODY_SCALE, CUFF

WEIGHTS = [bytes([0, number, 0x40]) for number in range(5)]


class Reader:
    """Subscribes and collects, as a hub would."""

    def __init__(self, here: Room) -> None:
        self.here = here
        self.heard: list[bytes] = []

    async def read(self, service: str = "181d", name: str = "2a9d") -> CharacteristicProxy[bytes]:
        link = await self.here.connect()
        found = await self.here.characteristic(link, service, name)
        await found.subscribe(self.heard.append)
        return found


def filled(device: VirtualDevice) -> VirtualDevice:
    for weight in WEIGHTS:
        device.store("2a9d", weight)
    return device


def test_a_device_is_asleep_until_somebody_measures_and_asleep_again_after_a_while() -> None:
    async def story() -> None:
        heard: list[Advertisement] = []
        async with room() as here:
            here.stack.on(Device.EVENT_ADVERTISEMENT, heard.append)
            await here.stack.start_scanning()
            device = await here.bring(name="A&D_UC-352BLE")
            await asyncio.sleep(0.1)
            assert heard == []
            await device.wake(for_s=0.15)
            await until(lambda: len(heard) > 2)
            assert read_advertisement(heard[0].data) == ("A&D_UC-352BLE", ["0000181d-0000-1000-8000-00805f9b34fb"])
            await asyncio.sleep(0.2)
            heard.clear()
            await asyncio.sleep(0.1)
            assert heard == []

    asyncio.run(story())


def test_what_is_stored_is_indicated_oldest_first_forgotten_when_confirmed_and_the_device_hangs_up() -> None:
    async def story() -> None:
        async with room() as here:
            device, reader = filled(await here.bring()), Reader(here)
            await device.wake()
            await reader.read()
            await until(lambda: not device.is_connected)
            assert (reader.heard, device.stored) == (WEIGHTS, [])

    asyncio.run(story())


def test_a_measurement_is_over_when_it_is_confirmed() -> None:
    async def story() -> None:
        async with room() as here:
            device, reader = await here.bring(), Reader(here)
            measured = asyncio.create_task(device.measure("2a9d", WEIGHTS[0]))
            await asyncio.sleep(0.05)
            assert not measured.done()
            await reader.read()
            await measured
            assert reader.heard == WEIGHTS[:1]

    asyncio.run(story())


def test_a_device_that_drops_advertises_again_and_sends_the_rest() -> None:
    async def story() -> None:
        async with room() as here:
            device, reader = filled(await here.bring()), Reader(here)
            device.faults.drops_after = 2
            await device.wake()
            await reader.read()
            await until(lambda: not device.is_connected)
            assert reader.heard == WEIGHTS[:2]
            await reader.read()
            await until(lambda: device.stored == [])
            assert reader.heard == WEIGHTS

    asyncio.run(story())


def test_a_device_that_is_unsubscribed_in_the_middle_keeps_what_it_has_not_sent() -> None:
    async def story() -> None:
        async with room() as here:
            device, reader = filled(await here.bring()), Reader(here)
            device.interval_s = 0.03
            await device.wake()
            found = await reader.read()
            await until(lambda: len(reader.heard) == 2)
            await found.unsubscribe()
            await until(lambda: not device.is_connected)
            assert [record.payload for record in device.stored] == WEIGHTS[len(reader.heard) :]

    asyncio.run(story())


@pytest.mark.parametrize("moment", range(0, 60, 2))
def test_a_device_without_a_battery_does_nothing_more_whatever_it_was_at(moment: int) -> None:
    async def story() -> None:
        async with room() as here:
            device = filled(await here.bring())
            await device.wake()
            link = await here.connect()
            await link.hang_up()
            for _ in range(moment):
                await asyncio.sleep(0)
            device.power_off()
            at_work = asyncio.all_tasks() - {asyncio.current_task()}
            for task in at_work:
                task.cancel()
            _, pending = await asyncio.wait(at_work, timeout=2) if at_work else (set(), set())
            assert pending == set()
            with pytest.raises(TransportLostError):
                await device.wake()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("faults", "heard", "stored"),
    [
        (Faults(sends_twice=True), [each for each in WEIGHTS for _ in range(2)], 0),
        (Faults(loses_confirmations=True), WEIGHTS, 5),
    ],
)
def test_a_device_can_send_twice_and_lose_confirmations(faults: Faults, heard: list[bytes], stored: int) -> None:
    async def story() -> None:
        async with room() as here:
            device, reader = filled(await here.bring()), Reader(here)
            device.faults = faults
            await device.wake()
            await reader.read()
            await until(lambda: not device.is_connected)
            assert (reader.heard, len(device.stored)) == (heard, stored)

    asyncio.run(story())


def test_a_device_can_be_silent_and_can_stay_connected() -> None:
    async def story() -> None:
        async with room() as here:
            device, reader = filled(await here.bring()), Reader(here)
            device.faults = Faults(is_silent=True)
            await device.wake()
            await reader.read()
            await asyncio.sleep(0.2)
            assert (reader.heard, device.is_connected) == ([], True)
            await device.walk_away()
            device.faults = Faults(stays_connected=True)
            await device.wake()
            await reader.read()
            await until(lambda: reader.heard == WEIGHTS)
            device.store("2a9d", WEIGHTS[0])
            await until(lambda: len(reader.heard) == 6)
            assert device.is_connected

    asyncio.run(story())


def test_a_device_can_hang_up_at_once() -> None:
    async def story() -> None:
        async with room() as here:
            device = await here.bring()
            device.faults.hangs_up_on_connect = True
            await device.wake()
            link = await here.connect()
            await asyncio.wait_for(link.ended.wait(), 2)
            assert device.connections == 1

    asyncio.run(story())


def test_a_cuff_notifies_what_it_does_not_store_and_a_body_scale_sends_both_kinds() -> None:
    async def story() -> None:
        async with room() as here:
            cuff, reader = await here.bring(CUFF), Reader(here)
            cuff.faults.stays_connected = True
            await cuff.wake()
            await reader.read("1810", "2a36")
            await cuff.notify("2a36", b"\x00\x64\x00")
            await until(lambda: reader.heard == [b"\x00\x64\x00"])
            assert cuff.stored == []
            cuff.power_off()
            both, reader = await here.bring(BODY_SCALE), Reader(here)
            both.store("2a9d", WEIGHTS[0])
            both.store("2a9c", WEIGHTS[1])
            await both.wake()
            link = await here.connect()
            for service, name in (("181d", "2a9d"), ("181b", "2a9c")):
                await (await here.characteristic(link, service, name)).subscribe(reader.heard.append)
            await until(lambda: both.stored == [])
            assert reader.heard == WEIGHTS[:2]

    asyncio.run(story())
