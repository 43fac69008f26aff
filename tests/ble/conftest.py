"""Every test of the radio is a coroutine, and lives in a world of its own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ble.private_bus import private_bus
from tests.ble.world import World


@pytest.fixture
def bus_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bus that bleak takes for the system's."""
    with private_bus() as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def world(bus_address: str) -> World:
    """A world that comes to life with the test, and ends with it."""
    return World(bus_address)


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
