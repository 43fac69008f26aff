"""What a link refuses by itself; tests/ble has the rest, on virtual devices and a private D-Bus."""

from __future__ import annotations

import asyncio

import pytest
from bleak.backends.device import BLEDevice

from edge.adapters.ble_link import BleLink
from edge.devices.link import RefusedError, Secrets
from edge.pace import Pace
from edge.roster import Offer, Outcome

ADDRESS = "C0:00:00:00:00:07"


def link(*forbidden: bytes) -> BleLink:
    device = BLEDevice(ADDRESS, "Scale", {"path": "/org/bluez/hci0/dev_C0", "props": {}})
    return BleLink(
        Offer(address=ADDRESS, device=device, name="Scale", heard_s=0.0),
        Secrets(),
        forbidden,
        hold=lambda _: None,
        keep_held=lambda: True,
        learn=lambda _: None,
        local_time=lambda: None,
        pace=Pace(idle_s=0.01),
    )


def test_what_must_never_be_said_to_a_device_is_never_said() -> None:
    async def say() -> None:
        await link(b"\x22", b"\x01\xc0").write("ffe3", b"\x22\x01")

    with pytest.raises(ValueError, match="2201 must never be said"):
        asyncio.run(say())


def test_what_a_device_does_not_have_is_refused_without_asking() -> None:
    async def read() -> None:
        await link().read("2a2b")

    with pytest.raises(RefusedError, match="no 2a2b"):
        asyncio.run(read())


def test_a_link_that_never_was_has_heard_nothing_and_reached_nobody() -> None:
    async def hear() -> tuple[object, Outcome]:
        call = link()
        return await call.hear(), call.outcome

    assert asyncio.run(hear()) == (None, Outcome.NOT_REACHED)
