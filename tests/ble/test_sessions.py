"""Sessions over the hub's real radio: clocks that are looked at and set, batteries, codes of users, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from small_hub import SCALE

from edge.device_news import BatteryTold, Called, ClockShown, Parted, TroubleTold
from edge.devices.link import Consent, Link, Secrets
from edge.devices.session import subscribe_all
from edge.gatt.current_time import encode_current_time
from edge.gatt.date_time import decode_date_time, encode_date_time
from simulator.payload import weight_measurement
from simulator.radio import profile
from simulator.radio.device import VirtualDevice
from tests.ble.world import World, until

pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]

UNSET = datetime(2010, 1, 1, 0, 3)
NOW = datetime(2026, 3, 2, 7, 10)
"""What the hub's clock shows in this world."""
A_AND_D = replace(profile.SCALE, name="A&D_UC-352BLE_0A1B2C", writable={"181d": {"2a08": encode_date_time(UNSET)}})
BEURER = replace(
    profile.SCALE,
    name="BF720",
    indicated={"181d": ("2a9d",), "181c": ("2a9f",), "1805": (), "180f": ()},
    readable={"181d": {}, "181c": {}, "1805": {}, "180f": {"2a19": bytes([55])}},
    writable={"181c": {"2a9f": b""}, "1805": {"2a2b": encode_current_time(NOW)}},
)
GRANTED, REFUSED = bytes.fromhex("200201"), bytes.fromhex("200205")


async def test_a_scale_whose_battery_was_changed_is_dated_right_and_its_clock_is_set(world: World) -> None:
    scale = await world.scale(A_AND_D)
    scale.store("2a9d", weight_measurement(80, at=UNSET - timedelta(days=2)))
    scale.faults.stays_connected = True
    async with world.hub(devices=[replace(SCALE, family="a-and-d-scale")]) as hub:
        await scale.measure("2a9d", weight_measurement(81, at=UNSET))
        await hub.keeps(2)
        await until(lambda: decode_date_time(scale.values["2a08"]) == NOW)
        await until(lambda: all(body["time_quality"] != "unknown" for body in hub.bodies()))
        assert [(body["measured_at"], body["time_quality"]) for body in hub.bodies()] == [
            ("2026-02-28T06:10:00.000Z", "corrected"), ("2026-03-02T06:10:00.000Z", "arrival"),
        ]  # fmt: skip
        assert [type(news) for news in hub.learned[:2]] == [Called, ClockShown]
        await until(lambda: Parted(SCALE.address) in hub.learned)


async def test_a_scale_gives_each_users_weighings_for_that_users_code_and_a_wrong_one_is_told(world: World) -> None:
    scale = await world.scale(BEURER)
    scale.faults.stays_connected = True
    scale.hears = lambda to, what: answer(scale, to, what)
    secrets = Secrets(consents=(Consent(1, 1234), Consent(2, 9999)))
    async with world.hub(devices=[replace(SCALE, family="beurer-scale", secrets=secrets)]) as hub:
        await scale.wake()
        await hub.keeps(1)
        await until(lambda: any(isinstance(news, TroubleTold) for news in hub.learned))
        await until(lambda: BatteryTold(SCALE.address, 55) in hub.learned)
        (body,) = hub.bodies()
        assert (body["user_slot"], body["values"]["body_weight"]["value"]) == (1, 80_100)
        assert [news.sentence for news in hub.learned if isinstance(news, TroubleTold)] == [
            "the scale does not know the code of user 2: look at the scale, and pair it again"
        ]


def answer(scale: VirtualDevice, to: str, what: bytes) -> None:
    """Answer a consent; the right code brings that user's weighing."""
    if to != "2a9f":
        return
    is_right = what == bytes.fromhex("0201d204")
    scale.store("2a9f", GRANTED if is_right else REFUSED)
    if is_right:
        scale.store("2a9d", weight_measurement(80.1, user=1))


async def test_a_scale_that_may_not_be_asked_for_its_clock_is_read_all_the_same(world: World) -> None:
    kind = replace(profile.SCALE, readable={"181d": {"2a9e": b"", "2a08": encode_date_time(UNSET)}})
    scale = await world.scale(kind)
    scale.faults.stays_connected = True
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        await until(lambda: ClockShown(SCALE.address, UNSET) in hub.learned)
        await until(lambda: not scale.is_connected)
        assert hub.weights_g() == [80_100]


async def test_a_driver_that_fails_costs_its_call_and_is_told_with_its_place(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    scale = await world.scale()

    async def broken(link: Link) -> None:
        await subscribe_all(link, ("2a9d",))
        await link.hear()
        await until(lambda: not scale.stored)  # what we hang up on before it is confirmed, a device sends again
        raise ZeroDivisionError

    async with world.hub(says=broken) as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        await until(lambda: "our own driver failed" in caplog.text)
        assert "ZeroDivisionError" in caplog.text
        await scale.measure("2a9d", weight_measurement(81))
        await hub.keeps(2)
        assert hub.weights_g() == [80_100, 81_000]
