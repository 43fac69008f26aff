"""What needs no radio; tests/ble has the rest, on virtual devices and a private D-Bus."""

from __future__ import annotations

import asyncio

import pytest
from small_hub import SCALE

from edge.adapters.ble import Radio
from edge.pace import Pace


def test_on_a_machine_without_d_bus_the_radio_says_so_once_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    told: list[str | None] = []

    async def listen() -> None:
        radio = Radio([SCALE], lambda _: None, told.append, pace=Pace(absent_s=(0.01,)))
        running = asyncio.create_task(radio.run())
        await asyncio.sleep(0.2)
        assert not running.done()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(listen())
    (fault,) = told
    assert str(fault).startswith("no D-Bus system bus: ")
