"""org.bluez.Device1 and the GATT objects below it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from bumble import hci
from bumble.core import BaseBumbleError
from bumble.device import Peer
from bumble.gatt_client import CharacteristicProxy, ServiceProxy
from dbus_fast import Message, Variant

from simulator.radio.gatt import property_names, uuid_text
from simulator.radio.stack import Link, connect
from tests.ble.bluez import BluezError

if TYPE_CHECKING:
    from tests.ble.bluez_adapter import BluezAdapter

DEVICE = "org.bluez.Device1"
SERVICE = "org.bluez.GattService1"
CHARACTERISTIC = "org.bluez.GattCharacteristic1"
CONNECTS_WITHIN_S = 20.0


class BluezDevice:
    """A device that was heard once."""

    def __init__(self, adapter: BluezAdapter, path: str, address: hci.Address) -> None:
        self.path = path
        self._adapter = adapter
        self._tree = adapter.tree
        self._address = address
        self._link: Link | None = None
        self._connecting: asyncio.Task[Link] | None = None
        self._told: asyncio.Task[None] | None = None
        self._subscribers: list[tuple[str | None, CharacteristicProxy[bytes]]] = []

    def appear(self, name: str | None, services: list[str], rssi: int, data: dict[str, Variant]) -> None:
        """Become an object, with what was advertised."""
        address = self._address.to_string(with_type_qualifier=False)
        called = name or address.replace(":", "-")
        properties = {
            "Address": Variant("s", address),
            "AddressType": Variant("s", "public" if self._address.is_public else "random"),
            "Alias": Variant("s", called),
            "Paired": Variant("b", False),
            "Connected": Variant("b", False),
            "ServicesResolved": Variant("b", False),
            "UUIDs": Variant("as", services),
            "RSSI": Variant("n", rssi),
            "Adapter": Variant("o", self.path.rpartition("/")[0]),
            **data,
        }
        if name is not None:
            properties["Name"] = Variant("s", name)
        self._tree.add(self.path, DEVICE, properties, {"Connect": self._connect, "Disconnect": self._disconnect})

    def say(self, data: dict[str, Variant]) -> None:
        """Tell what data it advertises now, if they are others than before; BlueZ keeps what it no longer hears."""
        known = self._tree.objects[self.path][DEVICE]
        fresh = {field: said for field, said in data.items() if field not in known or known[field].value != said.value}
        if fresh:
            self._tree.change(self.path, DEVICE, fresh)

    async def hang_up(self) -> None:
        """End the link, if there is one, and wait until everybody has been told."""
        if self._link is not None and self._told is not None:
            await self._link.hang_up()
            await asyncio.wait({self._told})

    async def forget_subscriber(self, client: str) -> None:
        """Unsubscribe from what only this client wanted; the link stays, as it does in BlueZ."""
        for each in [each for each in self._subscribers if each[0] == client]:
            self._subscribers.remove(each)
            with contextlib.suppress(BaseBumbleError, asyncio.CancelledError):
                await each[1].unsubscribe()

    async def _connect(self, _message: Message) -> None:
        if self._connecting is not None:
            raise BluezError("InProgress", "In Progress")
        self._connecting = asyncio.create_task(connect(self._adapter.central, self._address, CONNECTS_WITHIN_S))
        try:
            self._link = await self._connecting
        except (TimeoutError, BaseBumbleError, asyncio.CancelledError) as problem:
            raise BluezError("Failed", "br-connection-canceled") from problem
        finally:
            self._connecting = None
        self._tree.change(self.path, DEVICE, {"Connected": Variant("b", True)})
        self._tree.aside(self._resolve(self._link))
        self._told = self._tree.aside(self._until_it_ends(self._link))

    async def _disconnect(self, _message: Message) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
        elif self._link is None:
            raise BluezError("NotConnected", "Not Connected")
        await self.hang_up()

    async def _resolve(self, link: Link) -> None:
        """Find the services, add their objects, and only then say that they are resolved."""
        peer = Peer(link.connection)
        with contextlib.suppress(BaseBumbleError, asyncio.CancelledError):
            await peer.request_mtu(517)
            await peer.discover_services()
            await peer.discover_characteristics()
            if self._link is link:
                for service in peer.services:
                    self._add_service(service)
                self._tree.change(self.path, DEVICE, {"ServicesResolved": Variant("b", True)})

    def _add_service(self, service: ServiceProxy) -> None:
        path = f"{self.path}/service{service.handle:04x}"
        device = Variant("o", self.path)
        properties = {"UUID": Variant("s", uuid_text(service.uuid)), "Device": device, "Primary": Variant("b", True)}
        self._tree.add(path, SERVICE, properties)
        for characteristic in service.characteristics:
            self._add_characteristic(path, characteristic)

    def _add_characteristic(self, service_path: str, characteristic: CharacteristicProxy[bytes]) -> None:
        path = f"{service_path}/char{characteristic.handle - 1:04x}"  # BlueZ names it by its declaration's handle

        def received(value: bytes) -> None:
            """Tell the value, though it may be the same as before; bumble confirms it whatever becomes of it."""
            self._tree.change(path, CHARACTERISTIC, {"Value": Variant("ay", value)})

        async def start_notify(message: Message) -> None:
            self._subscribers.append((message.sender, characteristic))
            try:
                await characteristic.subscribe(received)
            except (BaseBumbleError, asyncio.CancelledError) as problem:
                raise BluezError("Failed", "Operation failed with ATT error: 0x0e") from problem

        async def stop_notify(_message: Message) -> None:
            await characteristic.unsubscribe(received)

        properties = {
            "UUID": Variant("s", uuid_text(characteristic.uuid)),
            "Service": Variant("o", service_path),
            "Flags": Variant("as", property_names(characteristic.properties)),
            "Value": Variant("ay", b""),
        }
        self._tree.add(path, CHARACTERISTIC, properties, {"StartNotify": start_notify, "StopNotify": stop_notify})

    async def _until_it_ends(self, link: Link) -> None:
        """Undo everything in BlueZ's order; each of these signals looks to bleak like an advertisement."""
        await link.ended.wait()
        self._tree.change(self.path, DEVICE, {"ServicesResolved": Variant("b", False)})
        for path in [each for each in self._tree.objects if each.startswith(f"{self.path}/service")]:
            self._tree.remove(path)
        self._tree.change(self.path, DEVICE, {"Connected": Variant("b", False)})
        self._link = None
        self._subscribers.clear()
