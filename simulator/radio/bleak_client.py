"""bleak's client on bumble: one connection to one device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError, BleakGATTProtocolError
from bumble import hci
from bumble.core import ProtocolError
from bumble.device import Peer

from simulator.radio.gatt import property_names, uuid_text
from simulator.radio.stack import Link, StackOnSocket, connect

Answer = TypeVar("Answer")
_MTU_ASKED: Final = 517
_MTU_LEAST: Final = 23


class BumbleClient(BaseBleakClient):
    """Connects, finds services, subscribes, reads and writes; pairing comes with the devices that need it."""

    def __init__(self, stack: StackOnSocket, device: BLEDevice, **options: Any) -> None:  # noqa: ANN401  (bleak's own)
        """Take the stack, and a device that the scanner reported."""
        super().__init__(device, disconnected_callback=options["disconnected_callback"], timeout=options["timeout"])
        self._stack = stack
        self._address: hci.Address = device.details
        self._link: Link | None = None
        self._end: asyncio.Task[None] | None = None

    @property
    def mtu_size(self) -> int:
        """The negotiated MTU."""
        return _MTU_LEAST if self._link is None else self._link.connection.att_mtu

    @property
    def is_connected(self) -> bool:
        """Whether the link stands."""
        return self._link is not None and not self._link.ended.is_set()

    async def connect(self, pair: bool, **_options: Any) -> None:  # noqa: ANN401, FBT001  (bleak's signature)
        """Connect and find the services; raises TimeoutError or BleakError."""
        if pair:
            raise NotImplementedError
        async with asyncio.timeout(self._timeout):
            self._link = await connect(await self._stack.device(), self._address, None)
            self._end = asyncio.create_task(self._until_it_ends(self._link))
            peer = Peer(self._link.connection)
            try:
                await self._while_linked(peer.request_mtu(_MTU_ASKED))
                await self._while_linked(peer.discover_services())
                await self._while_linked(peer.discover_characteristics())
            except BaseException:
                await self.disconnect()
                raise
        self.services = _collected(peer, lambda: self.mtu_size - 3)

    async def disconnect(self) -> None:
        """Hang up, and return when the link has ended."""
        if self._link is not None and self._end is not None:
            await self._link.hang_up()
            await self._end

    async def _until_it_ends(self, link: Link) -> None:
        await link.ended.wait()
        self.services = None
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **_options: Any,  # noqa: ANN401
    ) -> None:
        """Subscribe."""
        await self._while_linked(characteristic.obj.subscribe(lambda value: callback(bytearray(value))))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Unsubscribe."""
        await self._while_linked(characteristic.obj.unsubscribe())

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **_options: Any) -> bytearray:  # noqa: ANN401
        """Read a value."""
        return bytearray(await self._while_linked(characteristic.obj.read_value()))

    async def write_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        data: SizedBuffer,
        response: bool,  # noqa: FBT001
    ) -> None:
        """Write a value."""
        await self._while_linked(characteristic.obj.write_value(bytes(data), with_response=response))

    async def read_gatt_descriptor(self, descriptor: BleakGATTDescriptor, **_options: Any) -> bytearray:  # noqa: ANN401
        """Not there: nothing here has descriptors worth reading."""
        raise NotImplementedError

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: SizedBuffer) -> None:
        """Not there: nothing here has descriptors worth writing."""
        raise NotImplementedError

    async def pair(self, *_arguments: Any, **_options: Any) -> None:  # noqa: ANN401
        """Not there yet."""
        raise NotImplementedError

    async def unpair(self) -> None:
        """Not there yet."""
        raise NotImplementedError

    async def _while_linked(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Do something with the peer; raises BleakError if the link ends first, where bumble would wait on."""
        if self._link is None:
            work.close()
            raise BleakError("not connected")
        task, end = asyncio.ensure_future(work), asyncio.ensure_future(self._link.ended.wait())
        try:
            await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done() or task.cancelled():
                raise BleakError("the device hung up")
            return task.result()
        except ProtocolError as problem:
            raise BleakGATTProtocolError(problem.error_code or 0) from problem
        finally:
            task.cancel()
            end.cancel()


def _collected(peer: Peer, room: Callable[[], int]) -> BleakGATTServiceCollection:
    """Write down the peer's services as bleak does; ``room`` tells how much a write without response may carry."""
    collection = BleakGATTServiceCollection()
    for found in peer.services:
        service = BleakGATTService(found, found.handle, uuid_text(found.uuid))
        collection.add_service(service)
        for each in found.characteristics:
            properties: Any = property_names(each.properties)
            collection.add_characteristic(
                BleakGATTCharacteristic(each, each.handle, uuid_text(each.uuid), properties, room, service)
            )
    return collection
