"""What is done about a radio that hears nothing: adapter off and on, bluetoothd anew, and in the end this hub anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, assert_never

from edge.adapters.bluez import Bluez, BluezError
from edge.ladder import DeafError, Rung

LOG = logging.getLogger("nara.hub.radio")
_ADAPTER: Final = "org.bluez.Adapter1"
_SYSTEMD: Final = "org.freedesktop.systemd1"
_OFF_FOR_S: Final = 1.0
"""A controller that is switched on at once may not have been off."""


class Remedies:
    """Carries out the steps of the ladder; what fails is said, and the next step is tried another time."""

    def __init__(self, bluez: Bluez, probe: Callable[[str], Awaitable[None]]) -> None:
        """Take our word with BlueZ, and the way to connect to a device without bleak."""
        self._bluez = bluez
        self.probe = probe

    async def apply(self, rung: Rung) -> None:
        """Take a step; raises DeafError for the last one."""
        try:
            await self._do(rung)
        except (BluezError, TimeoutError) as problem:
            LOG.warning("%s did not work: %s", rung.name.lower(), problem)

    async def _do(self, rung: Rung) -> None:
        match rung:
            case Rung.ANEW:
                pass
            case Rung.POWER:
                await self._switch_off_and_on()
            case Rung.BLUETOOTHD:
                LOG.warning("nothing is heard: asking systemd to restart bluetoothd")
                unit = ["bluetooth.service", "replace"]
                manager = f"{_SYSTEMD}.Manager"
                await self._bluez.call("/org/freedesktop/systemd1", manager, "RestartUnit", "ss", unit, to=_SYSTEMD)
            case Rung.EXIT:
                raise DeafError("nothing is heard, and nothing else helped: this hub ends to be started again")
            case _:  # pragma: no cover
                assert_never(rung)

    async def _switch_off_and_on(self) -> None:
        [objects] = await self._bluez.call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        for path in [path for path, interfaces in objects.items() if _ADAPTER in interfaces]:
            LOG.warning("nothing is heard: switching %s off and on", path)
            await self._bluez.switch(path, _ADAPTER, "Powered", is_on=False)
            await asyncio.sleep(_OFF_FOR_S)
            await self._bluez.switch(path, _ADAPTER, "Powered", is_on=True)
