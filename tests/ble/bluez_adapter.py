"""org.bluez.Adapter1: discovery, power, and the plug."""

from __future__ import annotations

from bumble.device import Advertisement, Connection, Device
from bumble.hci import Address
from bumble.keys import MemoryKeyStore
from bumble.pairing import PairingConfig
from dbus_fast import Message, Variant

from simulator.radio.gatt import read_advertisement, read_data
from tests.ble.bluez import BluezError, Tree
from tests.ble.bluez_agents import BluezAgents
from tests.ble.bluez_device import DEVICE, BluezDevice

ADAPTER = "org.bluez.Adapter1"
PATH = "/org/bluez/hci0"
RSSI_THRESHOLD_DBM = 8
"""``RSSI_THRESHOLD`` of BlueZ's src/device.c: smaller changes are not told, unless a client asked for a strength."""


class BluezAdapter:
    """hci0, on a bumble stack."""

    def __init__(self, tree: Tree, central: Device, keys: MemoryKeyStore, trusted: set[str]) -> None:
        """``keys`` and ``trusted`` are what bluetoothd keeps on the card, and finds there when it starts."""
        self.tree = tree
        self.central = central
        self.keys = keys
        self.trusted = trusted
        self.agents = BluezAgents(tree)
        central.keystore = keys
        central.pairing_config_factory = self._questions
        self.devices: dict[str, BluezDevice] = {}
        self.is_deaf = False
        """Scans as before, and hears nothing: what a hung chip does."""
        self.listens_anyhow = False
        """Hears without a client that discovers."""
        self.is_cured_by_power = False
        """Hears again when it has been switched off and on."""
        self._is_filtering_strength = False
        self._discoverer: str | None = None
        tree.client_gone.append(self._client_gone)
        central.on(Device.EVENT_ADVERTISEMENT, self._advertised)

    def plug_in(self) -> None:
        """Appear, switched on."""
        properties = {
            "Address": Variant("s", "AA:BB:CC:00:00:01"),
            "Powered": Variant("b", True),
            "Discovering": Variant("b", False),
            "Roles": Variant("as", ["central", "peripheral"]),
        }
        calls = {
            "SetDiscoveryFilter": self._set_filter,
            "StartDiscovery": self._start_discovery,
            "StopDiscovery": self._stop_discovery,
            "RemoveDevice": self._remove_device,
        }
        self.tree.add(PATH, ADAPTER, properties, calls)
        self.tree.set[PATH, "Powered"] = self._set_powered
        for bonded in self.keys.all_keys:
            self._device_at(Address(bonded)).appear(None, [], None, {})

    async def pull_out(self) -> None:
        """Disappear, with all devices."""
        await self.power(is_on=False)
        self.devices.clear()
        self.tree.remove(PATH)

    async def power(self, *, is_on: bool) -> None:
        """Be switched on or off, as by rfkill: links end and discovery is forgotten."""
        await self._set_powered(is_on)
        self.tree.change(PATH, ADAPTER, {"Powered": Variant("b", is_on)})

    async def _set_powered(self, is_on: bool) -> None:
        if not is_on:
            await self._forget_discovery()
            for device in list(self.devices.values()):
                await device.hang_up()
        elif self.is_cured_by_power:
            self.is_deaf = False

    async def close(self) -> None:
        """Let go of the stack."""
        self.central.remove_listener(Device.EVENT_ADVERTISEMENT, self._advertised)
        for device in list(self.devices.values()):
            await device.hang_up()

    @property
    def is_discovering(self) -> bool:
        """Whether a client has discovery running."""
        return bool(self.tree.objects.get(PATH, {}).get(ADAPTER, {}).get("Discovering", Variant("b", False)).value)

    async def _set_filter(self, message: Message) -> None:
        self._is_filtering_strength = "RSSI" in message.body[0]

    async def _client_gone(self, client: str) -> None:
        if client == self._discoverer:
            await self._forget_discovery()
        for device in list(self.devices.values()):
            await device.forget_subscriber(client)

    async def _start_discovery(self, message: Message) -> None:
        self._needs_power()
        if self.is_discovering:
            raise BluezError("InProgress", "Operation already in progress")
        self._discoverer = message.sender
        await self.central.start_scanning()
        self.tree.change(PATH, ADAPTER, {"Discovering": Variant("b", True)})

    async def _stop_discovery(self, _message: Message) -> None:
        self._needs_power()
        if not self.is_discovering:
            raise BluezError("Failed", "No discovery started")
        await self._forget_discovery()

    async def _forget_discovery(self) -> None:
        if not self.is_discovering:
            return
        await self.central.stop_scanning()
        for device in self.devices.values():
            self.tree.change(device.path, DEVICE, {}, gone=["RSSI"])
        self.tree.change(PATH, ADAPTER, {"Discovering": Variant("b", False)})

    def _needs_power(self) -> None:
        if not self.tree.objects[PATH][ADAPTER]["Powered"].value:
            raise BluezError("NotReady", "Resource Not Ready")

    def _advertised(self, heard: Advertisement) -> None:
        """Tell of a device that is new, or whose signal has changed enough to be told."""
        if not (self.is_discovering or self.listens_anyhow) or self.is_deaf:
            return
        address = heard.address.to_string(with_type_qualifier=False)
        name, services = read_advertisement(heard.data)
        if address not in self.devices:
            self._device_at(heard.address).appear(name, services, heard.rssi, data_of(heard))
            return
        device = self.devices[address]
        device.say(data_of(heard) | ({} if name is None else {"Name": Variant("s", name)}))
        known = self.tree.objects[device.path][DEVICE].get("RSSI")
        threshold = 0 if self._is_filtering_strength else RSSI_THRESHOLD_DBM
        if known is None or abs(known.value - heard.rssi) >= threshold:
            self.tree.change(device.path, DEVICE, {"RSSI": Variant("n", heard.rssi)})

    def _device_at(self, address: Address) -> BluezDevice:
        text = address.to_string(with_type_qualifier=False)
        device = self.devices[text] = BluezDevice(self, f"{PATH}/dev_{text.replace(':', '_')}", address)
        return device

    async def _remove_device(self, message: Message) -> None:
        """Forget a device with its keys."""
        for address, device in list(self.devices.items()):
            if device.path == message.body[0]:
                await device.forget()
                del self.devices[address]
                self.tree.remove(device.path)
                return
        raise BluezError("DoesNotExist", "Does Not Exist")

    def _questions(self, connection: Connection) -> PairingConfig:
        return self.devices[connection.peer_address.to_string(with_type_qualifier=False)].questions()


def data_of(heard: Advertisement) -> dict[str, Variant]:
    """Give the data of an advertisement as BlueZ writes them."""
    by_service, by_company = read_data(heard.data)
    services = {uuid: Variant("ay", payload) for uuid, payload in by_service.items()}
    companies = {company: Variant("ay", payload) for company, payload in by_company.items()}
    said = {"ServiceData": Variant("a{sv}", services), "ManufacturerData": Variant("a{qv}", companies)}
    return {field: value for field, value in said.items() if value.value}
