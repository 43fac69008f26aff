"""The same world on the machine's own bluetoothd, kernel and D-Bus with its policy, and a virtual chip under them.

Only for a guest that is thrown away (``make test-vm``): bonds and caches of bluetoothd are deleted for each test.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any, cast

from bumble.transport import open_transport
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from simulator.radio.air import VirtualController
from tests.ble.world import World, known_in

BLUETOOTHD = "/usr/libexec/bluetooth/bluetoothd"
LOG = "/run/bluetoothd.log"
GUEST = Path("/run/nara-guest")
"""Where the guest says that it is one."""
STATE = Path("/var/lib/bluetooth")
ADAPTER = "org.bluez.Adapter1"
_STARTS_WITHIN_S = 60.0


class SystemWorld(World):
    """One test's world, with a bluetoothd of its own."""

    async def __aenter__(self) -> World:
        _forget_everything()
        self._called: list[str] = []
        self._listener = await _monitor(self._called)
        self._bus = MessageBus(bus_type=BusType.SYSTEM)
        await self._bus.connect()
        return await super().__aenter__()

    async def __aexit__(self, *problem: object) -> None:
        await super().__aexit__(*problem)
        await self._transport.close()
        for bus in (self._listener, self._bus):
            bus.disconnect()

    async def plug_in(self) -> None:
        """Give the kernel a chip."""
        self._transport = await open_transport("vhci")
        self.chip = VirtualController(
            "hub",
            host_source=self._transport.source,
            host_sink=self._transport.sink,
            link=self.air,
            public_address="AA:BB:CC:00:00:01",
        )

    async def start_bluetoothd(self) -> None:
        """Start it; the chip is the same."""
        if not hasattr(self, "chip"):
            await self.plug_in()
        self._called.clear()
        self._daemon = await asyncio.create_subprocess_exec("bash", "-c", f"exec {BLUETOOTHD} -n >>{LOG} 2>&1")
        async with asyncio.timeout(_STARTS_WITHIN_S):
            while not await self._is_switched_on():  # noqa: ASYNC110  (it is asked over D-Bus)
                await asyncio.sleep(0.1)

    async def kill_bluetoothd(self) -> None:
        """Let it die; it says nothing more to anybody."""
        if self._daemon.returncode is None:
            self._daemon.kill()
        await self._daemon.wait()

    async def known(self) -> dict[str, dict[str, Any]]:
        """Read what BlueZ knows of devices, by address."""
        tree = await self._call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        return known_in((tree or [{}])[0])

    async def listen(self) -> None:
        """Let BlueZ listen for devices although no hub asks for it."""
        await self._call("/org/bluez/hci0", ADAPTER, "StartDiscovery")

    @property
    def called(self) -> list[str]:
        """The members of BlueZ that were called since it started, in order, as a monitor of the bus sees them."""
        return self._called

    async def _is_switched_on(self) -> bool:
        """Switch the adapter on if there is one, and tell whether it is."""
        tree = await self._call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        adapters = [path for path, interfaces in (tree or [{}])[0].items() if ADAPTER in interfaces]
        asked = [ADAPTER, "Powered", Variant("b", True)]
        return bool(adapters) and None is not await self._call(
            adapters[0], "org.freedesktop.DBus.Properties", "Set", "ssv", asked
        )

    async def _call(
        self, path: str, interface: str, member: str, signature: str = "", body: list[Any] | None = None
    ) -> list[Any] | None:
        """Call BlueZ; None if it refuses or is not there."""
        message = Message(
            destination="org.bluez", path=path, interface=interface, member=member, signature=signature, body=body or []
        )
        reply = cast("Message | None", await self._bus.call(message))  # None: the bus went away meanwhile
        return None if reply is None or reply.message_type is MessageType.ERROR else list(reply.body)


def _forget_everything() -> None:
    """Delete bluetoothd's bonds and caches, which only a guest may do."""
    if not GUEST.exists():
        raise RuntimeError(
            "NARA_TEST_BLUEZ=system deletes this machine's bonds: it is for the guest of make test-vm only"
        )
    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir()


async def _monitor(called: list[str]) -> MessageBus:
    """See every call to BlueZ go by."""
    bus = MessageBus(bus_type=BusType.SYSTEM)
    await bus.connect()

    def note(message: Message) -> bool:
        is_call = message.message_type is MessageType.METHOD_CALL
        if is_call:
            called.append(str(message.member))
        return is_call  # whoever answers is no monitor any more

    rules = ["type='method_call',destination='org.bluez'"]
    bus.add_message_handler(note)
    asked = Message(
        destination="org.freedesktop.DBus",
        path="/org/freedesktop/DBus",
        interface="org.freedesktop.DBus.Monitoring",
        member="BecomeMonitor",
        signature="asu",
        body=[rules, 0],
    )
    await bus.call(asked)
    return bus
