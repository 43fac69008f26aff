from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from air_room import ADDRESS, until
from bleak import BleakClient
from bleak.backends.device import BLEDevice
from bleak.exc import BleakError, BleakGATTProtocolError
from bumble import hci

from simulator.radio.air import Air
from simulator.radio.bleak_client import BumbleClient
from simulator.radio.device import VirtualDevice
from simulator.radio.plug import Plug
from simulator.radio.profile import SCALE
from simulator.radio.stack import StackOnSocket

MEASUREMENT, FEATURE = (f"0000{short}-0000-1000-8000-00805f9b34fb" for short in ("2a9d", "2a9e"))
Story = Callable[[BleakClient, VirtualDevice, list[str]], Awaitable[None]]


def play(folder: Path, story: Story) -> None:
    """Let bleak's own client talk to a scale; the story also gets what the client said of the link's end."""

    async def live() -> None:
        air = Air()
        scale = VirtualDevice(air, ADDRESS, SCALE)
        scale.faults.stays_connected = True
        await scale.power_on()
        plug = Plug(folder / "s", air)
        await plug.open()
        stack = StackOnSocket(str(folder / "s"))
        device = BLEDevice(ADDRESS, None, hci.Address(ADDRESS, hci.Address.RANDOM_DEVICE_ADDRESS))
        backend: Any = type("Backend", (BumbleClient,), {"__init__": _bound(stack)})
        ended: list[str] = []
        client = BleakClient(device, lambda _: ended.append("ended"), timeout=1.0, backend=backend)
        await scale.wake()
        await story(client, scale, ended)
        await client.disconnect()
        plug.close()

    asyncio.run(live())


def _bound(stack: StackOnSocket) -> Callable[..., None]:
    def init(self: BumbleClient, *arguments: Any, **options: Any) -> None:
        BumbleClient.__init__(self, stack, *arguments, **options)

    return init


def test_services_are_found_values_read_and_indications_heard(tmp_path: Path) -> None:
    async def story(client: BleakClient, scale: VirtualDevice, ended: list[str]) -> None:
        scale.store("2a9d", b"\x00\x94\x3e")
        heard: list[bytes] = []
        await client.connect()
        characteristic = client.services.get_characteristic(MEASUREMENT)
        assert characteristic is not None
        assert characteristic.properties == ["indicate"]
        assert bytes(await client.read_gatt_char(FEATURE)) == b"\x23\0\0\0"
        await client.start_notify(MEASUREMENT, lambda _, value: heard.append(bytes(value)))
        await until(lambda: heard == [b"\x00\x94\x3e"])
        await client.stop_notify(MEASUREMENT)
        assert scale.subscribed == set()
        assert (client.is_connected, client.mtu_size > 23, ended) == (True, True, [])

    play(tmp_path, story)


def test_the_end_of_a_link_is_told_once_whoever_ends_it(tmp_path: Path) -> None:
    async def story(client: BleakClient, scale: VirtualDevice, ended: list[str]) -> None:
        await client.connect()
        await scale.walk_away()
        await until(lambda: ended == ["ended"])
        await client.disconnect()
        assert (ended, client.is_connected) == (["ended"], False)
        await scale.wake()
        await client.connect()
        await client.disconnect()
        assert ended == ["ended", "ended"]

    play(tmp_path, story)


def test_an_operation_ends_with_the_link_instead_of_waiting(tmp_path: Path) -> None:
    async def story(client: BleakClient, scale: VirtualDevice, _ended: list[str]) -> None:
        await client.connect()
        characteristic = client.services.get_characteristic(FEATURE)
        assert characteristic is not None
        await scale.walk_away()
        with pytest.raises(BleakError, match="hung up"):
            await client.read_gatt_char(characteristic)

    play(tmp_path, story)


def test_a_device_that_hangs_up_at_once_is_an_error_and_one_that_is_asleep_times_out(tmp_path: Path) -> None:
    async def story(client: BleakClient, scale: VirtualDevice, _ended: list[str]) -> None:
        scale.faults.hangs_up_on_connect = True
        with pytest.raises(BleakError):
            await client.connect()
        assert not client.is_connected
        with pytest.raises(TimeoutError):
            await client.connect()

    play(tmp_path, story)


def test_an_error_of_the_device_carries_its_code(tmp_path: Path) -> None:
    async def story(client: BleakClient, _scale: VirtualDevice, _ended: list[str]) -> None:
        await client.connect()
        characteristic = client.services.get_characteristic(FEATURE)
        assert characteristic is not None
        characteristic.obj.handle = 0x7777
        with pytest.raises(BleakGATTProtocolError) as caught:
            await client.read_gatt_char(characteristic)
        assert caught.value.code == 0x01

    play(tmp_path, story)
