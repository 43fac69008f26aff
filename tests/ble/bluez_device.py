"""org.bluez.Device1 and the GATT objects below it: links, bonds, subscriptions."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from bumble import hci
from bumble.att import ATT_INSUFFICIENT_AUTHENTICATION_ERROR, ATT_INSUFFICIENT_ENCRYPTION_ERROR, ATT_Error
from bumble.core import BaseBumbleError
from bumble.device import Peer
from bumble.gatt_client import CharacteristicProxy, ServiceProxy
from bumble.pairing import PairingConfig
from dbus_fast import Message, Variant

from simulator.radio.gatt import property_names, uuid_text
from simulator.radio.stack import Link, connect
from tests.ble.bluez import BluezError
from tests.ble.bluez_agents import Questions

if TYPE_CHECKING:
    from tests.ble.bluez_adapter import BluezAdapter

DEVICE = "org.bluez.Device1"
SERVICE = "org.bluez.GattService1"
CHARACTERISTIC = "org.bluez.GattCharacteristic1"
CONNECTS_WITHIN_S = 20.0
_WANTS_SECURITY = {ATT_INSUFFICIENT_AUTHENTICATION_ERROR, ATT_INSUFFICIENT_ENCRYPTION_ERROR}


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
        self._pairing: asyncio.Task[None] | None = None
        self._is_ours = False
        self._paired_by: str | None = None
        self._subscribers: list[tuple[str | None, CharacteristicProxy[bytes]]] = []

    def appear(self, name: str | None, services: list[str], rssi: int | None, data: dict[str, Variant]) -> None:
        """Become an object, with what was advertised."""
        address = self.address
        called = name or address.replace(":", "-")
        properties = {
            "Address": Variant("s", address),
            "AddressType": Variant("s", "public" if self._address.is_public else "random"),
            "Alias": Variant("s", called),
            "Paired": Variant("b", self.is_bonded),
            "Bonded": Variant("b", self.is_bonded),
            "Trusted": Variant("b", self.address in self._adapter.trusted),
            "Connected": Variant("b", False),
            "ServicesResolved": Variant("b", False),
            "UUIDs": Variant("as", services),
            "Adapter": Variant("o", self.path.rpartition("/")[0]),
            **data,
        }
        if name is not None:
            properties["Name"] = Variant("s", name)
        if rssi is not None:
            properties["RSSI"] = Variant("n", rssi)
        calls = {
            "Connect": self._connect,
            "Disconnect": self._disconnect,
            "Pair": self._pair,
            "CancelPairing": self._cancel_pairing,
        }
        self._tree.add(self.path, DEVICE, properties, calls)
        self._tree.set[self.path, "Trusted"] = self._trust

    @property
    def address(self) -> str:
        """The Bluetooth address, as BlueZ writes it."""
        return self._address.to_string(with_type_qualifier=False)

    @property
    def is_bonded(self) -> bool:
        """Whether we keep keys of it."""
        return str(self._address) in self._adapter.keys.all_keys

    def questions(self) -> PairingConfig:
        """Say who answers what a pairing with it asks: the client's own agent, or the default one."""
        agents = self._adapter.agents
        agent = agents.of(self._paired_by if self._is_ours else None)
        questions = Questions(agents, agent, self.path, is_ours=self._is_ours)
        return PairingConfig(delegate=questions, identity_address_type=PairingConfig.AddressType.RANDOM)

    async def forget(self) -> None:
        """Remove the bond, as RemoveDevice does."""
        await self._adapter.keys.delete(str(self._address))
        self._adapter.trusted.discard(self.address)
        await self.hang_up()

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
        """Connect, and encrypt with the keys we keep; a device that has lost its own costs the link."""
        link = self._link or await self._linked()
        if self.is_bonded and not link.connection.is_encrypted:
            try:
                async with asyncio.timeout(CONNECTS_WITHIN_S):
                    await link.connection.encrypt()
            except (TimeoutError, BaseBumbleError, asyncio.CancelledError) as problem:
                await self.hang_up()
                raise BluezError("Failed", "le-connection-abort-by-local") from problem

    async def _linked(self) -> Link:
        if self._connecting is not None:
            raise BluezError("InProgress", "In Progress")
        self._connecting = asyncio.create_task(connect(self._adapter.central, self._address, CONNECTS_WITHIN_S))
        try:
            link = self._link = await self._connecting
        except (TimeoutError, BaseBumbleError, asyncio.CancelledError) as problem:
            raise BluezError("Failed", "br-connection-canceled") from problem
        finally:
            self._connecting = None
        self._tree.change(self.path, DEVICE, {"Connected": Variant("b", True)})
        self._tree.aside(self._resolve(link))
        self._told = self._tree.aside(self._until_it_ends(link))
        return link

    async def _pair(self, message: Message) -> None:
        """Connect if need be, and pair: with an agent, or not at all."""
        if self._pairing is not None or self._connecting is not None:
            raise BluezError("InProgress", "In Progress")
        if self.is_bonded:
            raise BluezError("AlreadyExists", "Already Exists")
        self._paired_by = message.sender
        try:
            link = self._link or await self._linked()
        except BluezError as problem:
            raise BluezError("ConnectionAttemptFailed", "Page Timeout") from problem
        self._is_ours = True
        try:
            await self._bond_over(link)
        finally:
            self._is_ours = False

    async def _bond_over(self, link: Link) -> None:
        self._pairing = asyncio.create_task(link.connection.pair())
        ended = asyncio.create_task(link.ended.wait())
        try:
            await asyncio.wait({self._pairing, ended}, return_when=asyncio.FIRST_COMPLETED)
            if link.ended.is_set() and not self.is_bonded:
                raise BluezError("AuthenticationCanceled", "Authentication Canceled")
            await self._pairing
        except (BaseBumbleError, asyncio.CancelledError) as problem:
            await self.hang_up()
            raise BluezError("AuthenticationFailed", "Authentication Failed") from problem
        finally:
            ended.cancel()
            self._pairing.cancel()
            self._pairing = None
        self._tree.change(self.path, DEVICE, {"Paired": Variant("b", True), "Bonded": Variant("b", True)})

    async def _cancel_pairing(self, _message: Message) -> None:
        """Cancel the pairing that goes on; BlueZ removes the bond if there is none that does."""
        if self._pairing is None:
            await self.forget()
            self._tree.change(self.path, DEVICE, {"Paired": Variant("b", False), "Bonded": Variant("b", False)})
            raise BluezError("DoesNotExist", "Does Not Exist")
        self._pairing.cancel()

    async def _trust(self, is_trusted: bool) -> None:
        trusted = self._adapter.trusted
        (trusted.add if is_trusted else trusted.discard)(self.address)

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
                await self._encrypted(lambda: characteristic.subscribe(received))
            except (BaseBumbleError, asyncio.CancelledError) as problem:
                raise BluezError("Failed", "Operation failed with ATT error: 0x0e") from problem

        async def stop_notify(_message: Message) -> None:
            await characteristic.unsubscribe(received)

        async def read_value(_message: Message) -> bytes:
            with _as_bluez_says():
                return bytes(await characteristic.read_value())

        async def write_value(message: Message) -> None:
            with _as_bluez_says():
                await characteristic.write_value(bytes(message.body[0]), with_response=True)

        properties = {
            "UUID": Variant("s", uuid_text(characteristic.uuid)),
            "Service": Variant("o", service_path),
            "Flags": Variant("as", property_names(characteristic.properties)),
            "Value": Variant("ay", b""),
        }
        calls = {
            "StartNotify": start_notify,
            "StopNotify": stop_notify,
            "ReadValue": read_value,
            "WriteValue": write_value,
        }
        self._tree.add(path, CHARACTERISTIC, properties, calls)

    async def _encrypted(self, ask: Callable[[], Awaitable[None]]) -> None:
        """Ask a device for something; if it wants an encrypted link first, pair by ourselves, as BlueZ does."""
        try:
            await ask()
        except ATT_Error as problem:
            if problem.error_code not in _WANTS_SECURITY or self._link is None or self.is_bonded:
                raise
            await self._bond_over(self._link)
            await ask()

    async def _until_it_ends(self, link: Link) -> None:
        """Undo everything in BlueZ's order; each of these signals looks to bleak like an advertisement."""
        await link.ended.wait()
        self._tree.change(self.path, DEVICE, {"ServicesResolved": Variant("b", False)})
        for path in [each for each in self._tree.objects if each.startswith(f"{self.path}/service")]:
            self._tree.remove(path)
        self._tree.change(self.path, DEVICE, {"Connected": Variant("b", False)})
        self._link = None
        self._subscribers.clear()


@contextlib.contextmanager
def _as_bluez_says() -> Iterator[None]:
    """Tell a device's refusal as BlueZ does: by its number."""
    try:
        yield
    except ATT_Error as problem:
        raise BluezError("Failed", f"Operation failed with ATT error: 0x{problem.error_code:02x}") from problem
    except (BaseBumbleError, asyncio.CancelledError) as problem:
        raise BluezError("Failed", "Not connected") from problem
