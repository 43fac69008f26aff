"""Every test of the radio is a coroutine, and lives in a world of its own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ble.private_bus import private_bus
from tests.ble.system_world import SystemWorld
from tests.ble.world import IS_SYSTEM, SLOWNESS, World


@pytest.fixture
def bus_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bus that bleak takes for the system's, or the system's own."""
    if IS_SYSTEM:
        yield "unix:path=/run/dbus/system_bus_socket"
        return
    with private_bus() as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def world(bus_address: str) -> World:
    """A world that comes to life with the test, and ends with it."""
    return SystemWorld(bus_address) if IS_SYSTEM else World(bus_address)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a guest, give every test more time, and leave out what only our own BlueZ can do."""
    for item in items if IS_SYSTEM else ():
        timeout = item.get_closest_marker("timeout")
        item.add_marker(pytest.mark.timeout(SLOWNESS * (timeout.args[0] if timeout else 10)), append=False)
        if (only := item.get_closest_marker("own_bluez")) is not None:
            item.add_marker(pytest.mark.skip(reason=f"only our own BlueZ can do it: {only.args[0]}"))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in an event loop, with its world alive."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None

    async def live() -> None:
        given: dict[str, Any] = {
            name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters
        }
        async with given["world"]:
            await pyfuncitem.obj(**given)

    asyncio.run(live())
    return True
