"""bleak on bumble: what lets an unchanged program that speaks bleak work on a virtual chip, without D-Bus or BlueZ."""

from __future__ import annotations

import functools
from typing import Any

import bleak
from bleak.backends.adapter import BaseBleakAdapter
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason
from bumble.device import Advertisement, Device

from simulator.radio.bleak_client import BumbleClient
from simulator.radio.gatt import read_advertisement, read_data
from simulator.radio.stack import StackOnSocket


def install(stack: StackOnSocket) -> None:
    """Let this process's bleak use a stack: bleak asks three functions what the machine has."""
    answers = {
        "adapter": BumbleAdapter(stack),
        "scanner": functools.partial(BumbleScanner, stack),
        "client": functools.partial(BumbleClient, stack),
    }
    for kind, answer in answers.items():
        setattr(bleak, f"get_platform_{kind}_backend_type", functools.partial(tuple, (answer, "bumble")))


class BumbleAdapter(BaseBleakAdapter):
    """The chip."""

    def __init__(self, stack: StackOnSocket) -> None:
        """Take the stack."""
        self._stack = stack

    async def get(self, **_options: Any) -> BumbleAdapter:  # type: ignore[override]  # noqa: ANN401  # as bleak calls it
        """Give the adapter; raises BleakBluetoothNotAvailableError when the chip has been pulled out."""
        if not self._stack.is_plugged_in:
            raise _no_chip("it was pulled out")
        return self


class BumbleScanner(BaseBleakScanner):
    """Reports advertisements."""

    def __init__(
        self,
        stack: StackOnSocket,
        callback: Any,  # noqa: ANN401  (bleak's own)
        services: list[str] | None,
        _mode: str,
        **_options: Any,  # noqa: ANN401
    ) -> None:
        """Take the stack, and what bleak gives every scanner."""
        super().__init__(callback, services)
        self._stack = stack
        self._device: Device | None = None

    async def start(self) -> None:
        """Begin to scan; raises BleakBluetoothNotAvailableError while there is no chip."""
        try:
            self._device = await self._stack.device()
        except OSError as problem:
            raise _no_chip(str(problem)) from problem
        self.seen_devices = {}
        self._device.on(Device.EVENT_ADVERTISEMENT, self._advertised)
        await self._device.start_scanning()

    async def stop(self) -> None:
        """Stop scanning."""
        device, self._device = self._device, None
        if device is not None:
            device.remove_listener(Device.EVENT_ADVERTISEMENT, self._advertised)
            if self._stack.is_plugged_in:
                await device.stop_scanning()

    def _advertised(self, heard: Advertisement) -> None:
        name, services = read_advertisement(heard.data)
        if self.is_allowed_uuid(services):
            by_service, by_company = read_data(heard.data)
            said = AdvertisementData(name, by_company, by_service, services, None, heard.rssi, (heard,))
            address = heard.address.to_string(with_type_qualifier=False)
            device = self.create_or_update_device(address, address, name, heard.address, said)
            self.call_detection_callbacks(device, said)


def _no_chip(why: str) -> BleakBluetoothNotAvailableError:
    reason = BleakBluetoothNotAvailableReason.NO_BLUETOOTH
    return BleakBluetoothNotAvailableError(f"no virtual chip: {why}", reason)
