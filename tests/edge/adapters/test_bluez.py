"""Without a bus; with one, and with BlueZ on it, it is tested in tests/ble."""

from __future__ import annotations

import asyncio

import pytest

from edge.adapters.bluez import Bluez, BluezError
from edge.pace import Pace


class Nobody:
    """Answers for no device."""

    def may_pair(self, address: str) -> bool:
        return not address

    async def passkey(self, address: str) -> int | None:
        return len(address)

    async def is_same(self, address: str, passkey: int) -> bool:
        return len(address) == passkey

    def show(self, address: str, passkey: int) -> None:
        pass

    def never_mind(self) -> None:
        pass


def test_without_a_bus_nothing_can_be_asked_and_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")

    async def play() -> str | None:
        bluez = Bluez(Nobody(), Pace(absent_s=(0.01,)))
        with pytest.raises(BluezError, match="no D-Bus system bus"):
            await bluez.call("/", "x", "Y")
        running = asyncio.create_task(bluez.run())
        await asyncio.sleep(0.1)
        running.cancel()
        await asyncio.wait({running})
        return bluez.agent_fault

    assert str(asyncio.run(play())).startswith("no D-Bus system bus: ")


def test_an_error_says_what_d_bus_said() -> None:
    assert str(BluezError("org.bluez.Error.Failed", "Not today")) == "Not today (org.bluez.Error.Failed)"
    assert str(BluezError("org.bluez.Error.Failed", "")) == "org.bluez.Error.Failed"
