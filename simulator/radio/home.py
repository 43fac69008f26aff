"""The radio of one home for programs without an event loop: devices on the air, and the hub that hears them.

For example:

    radio = RadioHome(Path("radio.sock"), {"C0:5C:00:00:00:01": SCALE})
    hub = subprocess.Popen([*radio.command(), "run", "--dir", "holm"])
    radio.measure("C0:5C:00:00:00:01", "2a9d", weight_measurement(68.4))
    radio.close()
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from simulator.radio.air import Air
from simulator.radio.device import VirtualDevice
from simulator.radio.plug import Plug
from simulator.radio.profile import Profile

Answer = TypeVar("Answer")
_READ_WITHIN_S: Final = 60.0


class RadioHome:
    """Virtual devices by Bluetooth address, on the air of their own home, alive in a thread of their own.

    They outlive the hub: one that is killed finds them, and what they still have stored, when it starts again.
    """

    def __init__(self, socket: Path, devices: Mapping[str, Profile]) -> None:
        """Put the devices on the air, and let a hub plug in at a unix socket (which needs a short path)."""
        self._socket = socket
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="radio", daemon=True)
        self._thread.start()
        self.devices = self._do(self._begin(devices))

    def command(self) -> list[str]:
        """Give the words that stand in the place of ``nara-hub`` for the hub of this home."""
        return [sys.executable, "-m", "simulator.radio.hub_on_bumble", str(self._socket)]

    def measure(self, address: str, characteristic: str, payload: bytes, within_s: float = _READ_WITHIN_S) -> None:
        """Let a device measure, and wait until the hub has confirmed it over the air; raises TimeoutError.

        A hub confirms first and keeps at once thereafter, before it answers anything on its indications socket.
        """
        measured = self.devices[address].measure(characteristic, payload, awake_for_s=within_s)
        self._do(asyncio.wait_for(measured, within_s))

    def store(self, address: str, characteristic: str, payload: bytes) -> None:
        """Let a device measure while nobody listens: it keeps the record, and sends it with its next measurement."""
        self._loop.call_soon_threadsafe(self.devices[address].store, characteristic, payload)

    def close(self) -> None:
        """Switch everything off."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _begin(self, devices: Mapping[str, Profile]) -> dict[str, VirtualDevice]:
        air = Air()
        made = {address: VirtualDevice(air, address, profile) for address, profile in devices.items()}
        for device in made.values():
            await device.power_on()
        self._plug = Plug(self._socket, air)
        await self._plug.open()
        return made

    async def _end(self) -> None:
        for device in self.devices.values():
            device.power_off()
        self._plug.close()

    def _do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
