"""A world for the hub's radio: BlueZ on a private bus, virtual devices in the air, and a hub with its real outbox."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from bleak.backends.bluezdbus import manager as bleak_manager
from bumble.keys import MemoryKeyStore
from dbus_fast import Variant
from small_hub import CUFF, MI_SCALE, SCALE, SETTINGS, STOCKHOLM, SmallHub, trusted

from edge.adapters.ble import Radio
from edge.device_news import OfDevice
from edge.devices.catalogue import session_of
from edge.devices.link import Session
from edge.enrolled import EnrolledDevice
from edge.events import Indication, Key
from edge.pace import Pace
from simulator.radio import profile
from simulator.radio.air import Air, VirtualController
from simulator.radio.broadcaster import VirtualBroadcaster
from simulator.radio.device import VirtualDevice
from simulator.radio.stack import begin_stack
from tests.ble.bluez import Tree
from tests.ble.bluez_adapter import BluezAdapter
from tests.ble.bluez_device import DEVICE

DEVICES = (SCALE, CUFF, MI_SCALE)
STRANGER = "C0:00:00:00:00:99"
IS_SYSTEM = os.environ.get("NARA_TEST_BLUEZ") == "system"
"""Whether bluetoothd is the machine's own, in a guest that is thrown away (``make test-vm``)."""
SLOWNESS = 5.0 if IS_SYSTEM else 1.0
"""A guest without KVM takes its time, and a real bluetoothd too."""


def slowed(pace: Pace) -> Pace:
    """Give everything as much time as this world needs."""
    waits: dict[str, Any] = {
        each.name: tuple(wait_s * SLOWNESS for wait_s in value) if isinstance(value, tuple) else value * SLOWNESS
        for each in fields(pace)
        for value in (getattr(pace, each.name),)
    }
    return replace(pace, **waits)


QUICK = slowed(
    Pace(
        connect_s=3.0,
        idle_s=0.4,
        hang_up_s=1.0,
        offer_s=1.0,
        echo_s=0.1,
        retry_s=(0.02, 0.1),
        silent_s=(0.3, 30.0),
        check_s=0.05,
        silence_s=0.6,
        scan_call_s=1.0,
        absent_s=(0.05,),
        keep_again_s=0.05,
    )
)

PATIENT = replace(QUICK, silence_s=60.0 * SLOWNESS)
"""Without the watchdog, which heals much of what else would be seen."""


class World:
    """One test's world."""

    def __init__(self, bus_address: str) -> None:
        self._bus_address = bus_address
        self.devices: list[VirtualDevice | VirtualBroadcaster] = []
        self.keys = MemoryKeyStore()
        """What the hub's side remembers of bonds, over the death of bluetoothd."""
        self.trusted: set[str] = set()

    async def __aenter__(self) -> World:
        self.air = Air()
        await self.start_bluetoothd()
        return self

    async def __aexit__(self, *_problem: object) -> None:
        for device in self.devices:
            device.power_off()
        await self.kill_bluetoothd()
        await _let_bleak_go()

    async def start_bluetoothd(self) -> None:
        """Start it, with a chip."""
        self.chip = VirtualController("hub", link=self.air, public_address="AA:BB:CC:00:00:01")
        self.tree = Tree(self._bus_address)
        await self.tree.open()
        self.adapter = BluezAdapter(self.tree, await begin_stack(self.chip, self.chip), self.keys, self.trusted)
        self.adapter.plug_in()

    async def kill_bluetoothd(self) -> None:
        """Let it die; it says nothing more to anybody."""
        await self.tree.close()
        await self.adapter.close()
        self.chip.vanish()

    async def scale(self, kind: profile.Profile = profile.SCALE, address: str = SCALE.address) -> VirtualDevice:
        """Bring a scale in: the enrolled one, or another."""
        return await self.bring(VirtualDevice(self.air, address, kind))

    async def cuff(self) -> VirtualDevice:
        """Bring the enrolled cuff in."""
        return await self.bring(VirtualDevice(self.air, CUFF.address, profile.CUFF))

    async def broadcaster(self, address: str, name: str) -> VirtualBroadcaster:
        """Bring in a scale that only advertises."""
        device = VirtualBroadcaster(self.air, address, name)
        self.devices.append(device)
        await device.power_on()
        return device

    @contextlib.asynccontextmanager
    async def hub(
        self, *, pace: Pace = QUICK, says: Session | None = None, devices: Sequence[EnrolledDevice] = DEVICES
    ) -> AsyncIterator[HubOnAir]:
        """Run a hub's radio; it must end when it is told to, and never before. ``says`` is another session for all."""
        hub = HubOnAir(pace, says, devices)
        try:
            yield hub
            assert not hub.running.done(), "the radio ended by itself"
        finally:
            hub.stop()
            with contextlib.suppress(asyncio.CancelledError):
                await hub.running

    def connects(self) -> int:
        """Count how often the hub asked for a connection."""
        return self.called.count("Connect")

    @property
    def called(self) -> list[str]:
        """The members of BlueZ that were called, in order."""
        return self.tree.called

    async def known(self) -> dict[str, dict[str, Any]]:
        """Read what BlueZ knows of devices, by address."""
        return known_in(self.tree.objects)

    async def hears_of(self, address: str) -> None:
        """Wait until BlueZ knows of a device."""
        async with asyncio.timeout(15 * SLOWNESS):
            while address not in await self.known():  # noqa: ASYNC110  (it is asked over D-Bus)
                await asyncio.sleep(0.05)

    async def listen(self) -> None:
        """Let BlueZ listen for devices although no hub asks for it."""
        if not self.adapter.central.is_scanning:
            await self.adapter.central.start_scanning()
        self.adapter.listens_anyhow = True

    async def bring(self, device: VirtualDevice) -> VirtualDevice:
        """Bring in a device of any kind."""
        self.devices.append(device)
        await device.power_on()
        return device


def known_in(objects: Mapping[str, Mapping[str, Mapping[str, Variant]]]) -> dict[str, dict[str, Any]]:
    """Pick the devices out of BlueZ's objects, by address."""
    devices = [interfaces[DEVICE] for interfaces in objects.values() if DEVICE in interfaces]
    return {device["Address"].value: {name: value.value for name, value in device.items()} for device in devices}


class HubOnAir:
    """A hub whose radio is real: what it hears goes through the real conductor into the real outbox."""

    def __init__(self, pace: Pace, says: Session | None, devices: Sequence[EnrolledDevice]) -> None:
        self.small = SmallHub(settings=replace(SETTINGS, devices=tuple(devices)))
        self.small.start(trusted())
        self.heard: list[Indication] = []
        self.told: list[str | None] = []
        self.learned: list[OfDevice] = []
        self.radio = Radio(
            devices,
            self._keep,
            self.told.append,
            learn=self._learn,
            home_time=lambda: trusted().wall_at.astimezone(STOCKHOLM),
            session_of=session_of if says is None else lambda _: says,
            pace=pace,
        )
        self.running = asyncio.create_task(self.radio.run())

    def stop(self) -> None:
        """Tell the radio to end."""
        self.running.cancel()

    def bodies(self) -> list[dict[str, Any]]:
        """Read what the outbox holds, oldest first."""
        return [self.small.outbox.body(waiting.key) for waiting in self.small.outbox.waiting()]

    def weights_g(self) -> list[int]:
        """Read the weights in the outbox, oldest first."""
        return [body["values"]["body_weight"]["value"] for body in self.bodies() if "body_weight" in body["values"]]

    async def keeps(self, count: int) -> None:
        """Wait until the outbox holds so many records."""
        await until(lambda: len(self.small.outbox.waiting()) >= count)

    async def listens(self) -> None:
        """Wait until the radio says that it listens."""
        await until(lambda: self.told[-1:] == [None])

    def _learn(self, news: OfDevice) -> None:
        self.learned.append(news)
        self.small.conductor.hear(news, trusted())

    def _keep(self, indication: Indication) -> Key | None:
        self.heard.append(indication)
        return self.small.conductor.hear(indication, trusted())


async def until(holds: Callable[[], bool], within_s: float = 15.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within_s * SLOWNESS):
        while not holds():  # noqa: ASYNC110  (what is waited for is in the outbox, in a device, in BlueZ)
            await asyncio.sleep(0.01)


async def _let_bleak_go() -> None:
    """Close the bus connection that bleak keeps for the life of an event loop, which is the life of a test."""
    manager = bleak_manager._global_instances.pop(asyncio.get_running_loop(), None)
    if manager is not None and manager._bus is not None:
        manager._bus.disconnect()
        with contextlib.suppress(Exception):
            await manager._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast's own
