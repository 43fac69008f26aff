"""What a link refuses by itself; tests/ble has the rest, on virtual devices and a private D-Bus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from bleak.backends.device import BLEDevice

from edge.adapters.ble_link import BleLink
from edge.devices.link import RefusedError, Secrets
from edge.pace import Pace
from edge.roster import Offer, Outcome

ADDRESS = "C0:00:00:00:00:07"


def link(*forbidden: bytes, home_time: Callable[[], datetime | None] = lambda: None) -> BleLink:
    device = BLEDevice(ADDRESS, "Scale", {"path": "/org/bluez/hci0/dev_C0", "props": {}})
    return BleLink(
        Offer(address=ADDRESS, device=device, name="Scale", heard_s=0.0),
        Secrets(),
        forbidden,
        hold=lambda _: None,
        keep_held=lambda: True,
        learn=lambda _: None,
        home_time=home_time,
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


def test_the_same_instant_is_told_as_the_homes_wall_clock_and_in_utc_and_neither_while_it_is_not_trusted() -> None:
    now = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Stockholm"), fold=1)
    call = link(home_time=lambda: now)
    assert call.local_time() == datetime(2026, 10, 25, 2, 30, fold=1)
    assert call.utc_time() == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert (link().local_time(), link().utc_time()) == (None, None)


def test_a_session_learns_whom_it_speaks_to_and_gets_bytes_that_nobody_can_guess() -> None:
    call = link()
    assert (call.address, call.name) == (ADDRESS, "Scale")
    made = {call.random_bytes(16) for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {16}
