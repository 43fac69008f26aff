"""BlueZ for a hub that is measured: the tests' own, on a bus of its own, with devices of neighbours in the air.

It runs in a process of its own, so that nothing of it is counted as the hub's.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Final

from bumble.keys import MemoryKeyStore
from dbus_fast import Variant

from bench.program import begun
from simulator.radio.air import Air, VirtualController
from simulator.radio.stack import begin_stack
from tests.ble.bluez import Tree
from tests.ble.bluez_adapter import PATH, BluezAdapter
from tests.ble.bluez_device import DEVICE
from tests.ble.private_bus import private_bus

_BUS: Final = "DBUS_SYSTEM_BUS_ADDRESS"
_SAYS_EVERY_S: Final = 1.0
_FLAGS: Final = ("Paired", "Bonded", "Trusted", "Connected", "ServicesResolved")


@contextlib.contextmanager
def bluez(neighbours: int) -> Iterator[Bluez]:
    """Run a bus, BlueZ on it, and so many neighbours' devices, each of which says something new every second."""
    with private_bus() as address, begun("-m", "bench.bluez", address, str(neighbours)) as process:
        before = os.environ.get(_BUS)
        os.environ[_BUS] = address  # every process that is started from here on takes it for the system's
        try:
            yield Bluez(process)
        finally:
            process.terminate()
            os.environ.pop(_BUS) if before is None else os.environ.update({_BUS: before})


class Bluez:
    """What the bench sees of it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Wait until BlueZ is there."""
        assert process.stdout is not None
        self._said = process.stdout
        assert self._said.readline() == "here\n"

    def discovers_at_s(self) -> float:
        """Wait until a hub lets it listen; gives the first such instant on the monotonic clock, in seconds."""
        return float(self._said.readline())


async def _live(address: str, neighbours: int) -> None:
    chip = VirtualController("hub", link=Air(), public_address="AA:BB:CC:00:00:01")
    tree = Tree(address)
    await tree.open()
    adapter = BluezAdapter(tree, await begin_stack(chip, chip), MemoryKeyStore(), set())
    adapter.plug_in()
    print("here", flush=True)
    while not adapter.is_discovering:  # noqa: ASYNC110  (it is a property of an object on the bus)
        await asyncio.sleep(0.001)
    print(time.monotonic(), flush=True)
    paths = [f"{PATH}/dev_C0_00_00_00_01_{number:02X}" for number in range(neighbours)]
    for number, path in enumerate(paths):
        tree.add(path, DEVICE, _neighbour(number))
    for count in range(sys.maxsize):
        for path in paths:
            tree.change(path, DEVICE, {"RSSI": Variant("n", -60 - count % 20), **_said(count)})
            await asyncio.sleep(_SAYS_EVERY_S / neighbours)
        await asyncio.sleep(0 if paths else _SAYS_EVERY_S)


def _neighbour(number: int) -> dict[str, Variant]:
    """Make what BlueZ tells of a television next door."""
    return {
        "Address": Variant("s", f"C0:00:00:00:01:{number:02X}"),
        "AddressType": Variant("s", "random"),
        "Alias": Variant("s", f"TV {number}"),
        "Name": Variant("s", f"TV {number}"),
        **dict.fromkeys(_FLAGS, Variant("b", value=False)),
        "UUIDs": Variant("as", []),
        "Adapter": Variant("o", PATH),
        "RSSI": Variant("n", -60),
        **_said(0),
    }


def _said(count: int) -> dict[str, Variant]:
    return {"ManufacturerData": Variant("a{qv}", {0x75: Variant("ay", count.to_bytes(20, "big"))})}


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_live(sys.argv[1], int(sys.argv[2])))
