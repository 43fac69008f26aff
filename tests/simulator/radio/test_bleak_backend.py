from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import bleak
import pytest
from air_room import ADDRESS
from bleak import BleakAdapter, BleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from simulator.radio.air import Air
from simulator.radio.bleak_backend import install
from simulator.radio.device import VirtualDevice
from simulator.radio.plug import Plug
from simulator.radio.profile import SCALE
from simulator.radio.stack import StackOnSocket


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("adapter", "scanner", "client"):
        name = f"get_platform_{kind}_backend_type"
        monkeypatch.setattr(bleak, name, getattr(bleak, name))
    install(StackOnSocket(str(tmp_path / "s")))


@contextlib.asynccontextmanager
async def scale_on_air(path: Path) -> AsyncIterator[tuple[VirtualDevice, Plug]]:
    air = Air()
    device = VirtualDevice(air, ADDRESS, SCALE)
    await device.power_on()
    plug = Plug(path, air)
    await plug.open()
    yield device, plug
    plug.close()


def test_without_a_chip_bleak_says_that_there_is_no_bluetooth() -> None:
    async def story() -> None:
        with pytest.raises(BleakBluetoothNotAvailableError) as caught:
            await BleakScanner().start()
        assert caught.value.reason is BleakBluetoothNotAvailableReason.NO_BLUETOOTH
        with pytest.raises(BleakBluetoothNotAvailableError):
            await BleakAdapter.get()

    asyncio.run(story())


def test_bleaks_scanner_finds_a_device_by_its_address_and_its_service(tmp_path: Path) -> None:
    async def story() -> None:
        async with scale_on_air(tmp_path / "s") as (device, _):
            await device.wake()
            found = await BleakScanner.find_device_by_address(ADDRESS, timeout=2)
            assert found is not None
            assert (found.address, found.name) == (ADDRESS, "Virtual scale")
            assert await BleakScanner.find_device_by_filter(lambda *_: True, 0.1, service_uuids=["1810"]) is None
            await BleakAdapter.get()

    asyncio.run(story())


def test_a_chip_that_is_pulled_out_is_noticed_and_a_scan_can_be_stopped_without_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with scale_on_air(tmp_path / "s") as (_, plug):
            scanner = BleakScanner()
            await scanner.start()
            plug.close()
            await asyncio.sleep(0.05)
            with pytest.raises(BleakBluetoothNotAvailableError):
                await BleakAdapter.get()
            await scanner.stop()
            await scanner.stop()

    asyncio.run(story())
