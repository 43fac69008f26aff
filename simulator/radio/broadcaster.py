"""A virtual scale that only advertises: whoever listens knows its weight, and nobody ever connects."""

from __future__ import annotations

from bumble import data_types, hci
from bumble.core import UUID, AdvertisingData
from bumble.device import Device, DeviceConfiguration

from simulator.radio.air import Air, VirtualController

_ADVERTISES_EVERY_MS = 20.0


class VirtualBroadcaster:
    """A device with a name that says some bytes of service data again and again."""

    def __init__(self, air: Air, address: str, name: str) -> None:
        """Take the air, a random static Bluetooth address, and what it calls itself."""
        self.address = address
        self._name = name
        self._controller = VirtualController(name, link=air)
        self._device = Device.from_config_with_hci(
            DeviceConfiguration(
                name=name,
                address=hci.Address(address, hci.Address.RANDOM_DEVICE_ADDRESS),
                advertising_interval_min=_ADVERTISES_EVERY_MS,
                advertising_interval_max=_ADVERTISES_EVERY_MS,
            ),
            self._controller,
            self._controller,
        )

    async def power_on(self) -> None:
        """Put the battery in."""
        await self._device.power_on()

    def power_off(self) -> None:
        """Take the battery out."""
        self._controller.vanish()

    async def say(self, service: str, payload: bytes) -> None:
        """Advertise these data of a service from now on.

        The name, which such a scale tells in its scan response, is told with them: bumble delivers no scan response.
        """
        said = AdvertisingData(
            [
                data_types.Flags(AdvertisingData.Flags.LE_GENERAL_DISCOVERABLE_MODE),
                data_types.CompleteListOf16BitServiceUUIDs([UUID(service)]),
                data_types.ServiceData16BitUUID(UUID(service), payload),
                data_types.CompleteLocalName(self._name),
            ]
        )
        await self._device.stop_advertising()
        await self._device.start_advertising(advertising_data=bytes(said), scan_response_data=b"")

    async def be_silent(self) -> None:
        """Advertise no more."""
        await self._device.stop_advertising()
