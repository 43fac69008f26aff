"""A Bluetooth stack in one process: bumble's host, on a chip that may be pulled out."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from bumble import hci
from bumble.core import BaseBumbleError
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.transport import open_transport
from bumble.transport.common import TransportSink, TransportSource

STACK_ADDRESS = "F0:00:00:00:00:01"


async def begin_stack(source: TransportSource, sink: TransportSink) -> Device:
    """Start a host that can be a central, on an HCI transport."""
    configuration = DeviceConfiguration(name="hub", address=hci.Address(STACK_ADDRESS))
    device = Device.from_config_with_hci(configuration, source, sink)
    await device.power_on()
    return device


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A connection, and whether it has ended; one may end before anybody has had time to look."""

    connection: Connection
    ended: asyncio.Event

    async def hang_up(self) -> None:
        """End it, and return when it has ended; bumble would wait for ever if the other side were quicker."""
        if not self.ended.is_set():
            asked = asyncio.ensure_future(self.connection.disconnect())
            await self.ended.wait()
            asked.cancel()
            await asyncio.wait({asked})


async def connect(device: Device, address: hci.Address, within_s: float | None) -> Link:
    """Connect to a peripheral; raises TimeoutError, and a connection given up never comes by surprise later.

    bumble does not tell the chip when it is cancelled, so that is done here.
    """
    ended = asyncio.Event()

    def born(connection: Connection) -> None:
        connection.on(Connection.EVENT_DISCONNECTION, lambda _: ended.set())

    device.once(Device.EVENT_CONNECTION, born)
    asked = asyncio.ensure_future(device.connect(address, timeout=None))
    try:
        async with asyncio.timeout(within_s):
            return Link(connection=await asyncio.shield(asked), ended=ended)
    except (TimeoutError, asyncio.CancelledError):
        await _give_up(device, asked)
        raise
    finally:
        device.remove_listener(Device.EVENT_CONNECTION, born)


async def _give_up(device: Device, asked: asyncio.Future[Connection]) -> None:
    with contextlib.suppress(BaseBumbleError, hci.HCI_Error):
        await device.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())
    await asyncio.wait({asked}, timeout=1)
    if asked.done() and not asked.cancelled() and asked.exception() is None:
        await asked.result().disconnect()
    asked.cancel()


class StackOnSocket:
    """The stack of this process, on the chip behind a unix socket; plugged in again when it is asked for."""

    def __init__(self, path: str) -> None:
        """Take the socket's path; nothing is opened yet."""
        self._path = path
        self._device: Device | None = None
        self._lost: asyncio.Future[None] | None = None

    async def device(self) -> Device:
        """Give the stack, started if need be; raises OSError while there is no chip."""
        if self._device is None or not self.is_plugged_in:
            transport = await open_transport(f"unix:{self._path}")
            self._lost = transport.source.terminated
            self._device = await begin_stack(transport.source, transport.sink)
        return self._device

    @property
    def is_plugged_in(self) -> bool:
        """Whether the chip is there."""
        return self._lost is not None and not self._lost.done()
