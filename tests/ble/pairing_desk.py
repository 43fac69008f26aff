"""A hub that pairs: its radio, agent, bonds and desk as they are wired in the product, on BlueZ and a real outbox."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from small_hub import SCALE, SETTINGS, SmallHub, trusted

from edge.device_news import DevicePaired
from edge.enrolled import EnrolledDevice
from edge.events import RadioState
from edge.pairing.talk import Chose, Event, Opened, Progress, Step
from edge.pairing.waits import Waits
from edge.radio_room import Hearers, RadioRoom
from tests.ble.world import QUICK, SLOWNESS, until

SWIFT = Waits(
    people_ms=round(20_000 * SLOWNESS),
    warns_before_ms=round(1_000 * SLOWNESS),
    digits_ms=round(1_000 * SLOWNESS),
    quiet_ms=round(300 * SLOWNESS),
    link_ms=round(1_000 * SLOWNESS),
    still_on_ms=round(1_500 * SLOWNESS),
)
EAGER = replace(QUICK, connect_s=1.5 * SLOWNESS, hang_up_s=0.5 * SLOWNESS, silence_s=0.4 * SLOWNESS)


class PairingHub:
    """A hub with its radio room; nobody is enrolled unless a test says so."""

    def __init__(self, folder: Path, devices: tuple[EnrolledDevice, ...]) -> None:
        self.small = SmallHub(settings=replace(SETTINGS, devices=devices))
        self.small.start(trusted())
        hub = self.small.conductor
        hearers = Hearers(
            keep=lambda indication: hub.hear(indication, trusted()),
            enrol=lambda device, name: hub.hear(DevicePaired(device, name), trusted()),
            tell=lambda fault: hub.hear(RadioState(fault), trusted()),
            learn=lambda news: hub.hear(news, trusted()),
            home_time=lambda: None,
        )
        self.room = RadioRoom(folder, hub.hub.devices, hearers, pace=EAGER, waits=SWIFT)
        self.seen: list[Progress] = []

    @property
    def now(self) -> Progress:
        """What people see now."""
        return self.seen[-1]

    def people(self, event: Event) -> None:
        """Let people do something."""
        self.room.desk.hear(event)

    async def reaches(self, step: Step, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        """Wait until the pairing stands there; ``meanwhile`` is what people do again and again."""
        async with asyncio.timeout(15 * SLOWNESS):
            while not self.seen or self.now.step is not step:
                if meanwhile is not None and self.now.step is Step.CALLING:
                    await meanwhile()
                await asyncio.sleep(0.02)

    async def choose(self, address: str = SCALE.address) -> None:
        """Open the window, and choose a device when it is seen."""
        self.people(Opened())
        await until(lambda: any(choice.key == address for choice in self.now.choices))
        self.people(Chose(address))

    def weights_g(self) -> list[int]:
        """Read the weights in the outbox, oldest first."""
        bodies = [self.small.outbox.body(waiting.key) for waiting in self.small.outbox.waiting()]
        return [body["values"]["body_weight"]["value"] for body in bodies if body["kind"] == "measurement"]


@contextlib.asynccontextmanager
async def pairing_hub(folder: Path, *devices: EnrolledDevice) -> AsyncIterator[PairingHub]:
    """Run a hub that pairs, and watch what people see."""
    hub = PairingHub(folder, devices)
    running = asyncio.create_task(hub.room.run())
    await until(lambda: hub.room.is_ready)
    with hub.room.desk.watched() as changes:
        watching = asyncio.create_task(_watch(changes, hub.seen.append))
        try:
            yield hub
            assert not running.done(), "the radio room ended by itself"
        finally:
            for task in (running, watching):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def _watch(changes: asyncio.Queue[Progress], see: Callable[[Progress], None]) -> None:
    while True:
        see(await changes.get())
