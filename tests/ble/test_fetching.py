"""From a device's memory into the outbox: through the hub's own bleak, a real D-Bus, and Bluetooth's real bytes."""

from __future__ import annotations

import asyncio

import pytest

from edge.devices.link import Link
from edge.devices.session import hear_out, subscribe_all
from simulator.payload import blood_pressure_measurement, weight_measurement
from simulator.radio.device import AWAKE_FOR_S
from simulator.radio.profile import BODY_SCALE
from tests.ble.world import PATIENT, SLOWNESS, STRANGER, World, until

pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]

PUMPING = bytes.fromhex("006400ff07ff07")
"""100 mmHg in the cuff, and no result yet (2A36)."""
COMPOSITION = bytes.fromhex("0004d2009c3e")
"""Body fat 21.0 %, weight 80.14 kg (2A9C)."""


async def test_a_weighing_travels_from_the_scale_to_the_outbox(world: World) -> None:
    scale = await world.scale()
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        assert hub.weights_g() == [80_100]
        assert [(heard.address, heard.name) for heard in hub.heard] == [(scale.address, "Virtual scale")]


async def test_stored_records_are_fetched_oldest_first_in_one_call_and_the_scale_hangs_up(world: World) -> None:
    scale = await world.scale()
    for kilograms in range(60, 90):
        scale.store("2a9d", weight_measurement(kilograms))
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(90))
        await hub.keeps(31)
        assert hub.weights_g() == [kilograms * 1000 for kilograms in range(60, 91)]
        assert scale.stored == []
        await until(lambda: not scale.is_connected)
        assert world.connects() == 1


async def test_a_cuffs_result_is_kept_and_the_pressure_while_it_pumps_is_not_even_asked_for(world: World) -> None:
    cuff = await world.cuff()
    cuff.faults.stays_connected = True
    async with world.hub() as hub:
        await cuff.measure("2a35", blood_pressure_measurement(128, 79, 64))
        assert cuff.subscribed == {"2a35"}
        await cuff.notify("2a36", PUMPING)
        await hub.keeps(1)
        (body,) = hub.bodies()
        assert {name: value["value"] for name, value in body["values"].items()} == {
            "systolic": 1280, "diastolic": 790, "mean_pressure": 950, "pulse_rate": 640,
        }  # fmt: skip


async def test_the_pressure_while_a_cuff_pumps_is_never_stored_even_if_it_is_heard(world: World) -> None:
    cuff = await world.cuff()
    cuff.faults.stays_connected = True

    async def asks_for_both(link: Link) -> None:
        await subscribe_all(link, ("2a36", "2a35"))
        await hear_out(link)

    async with world.hub(says=asks_for_both) as hub:
        await cuff.wake()
        await until(lambda: cuff.subscribed == {"2a35", "2a36"})
        for _ in range(3):
            await cuff.notify("2a36", PUMPING)
        await cuff.measure("2a35", blood_pressure_measurement(128, 79, 64))
        await hub.keeps(1)
        assert [heard.characteristic[4:8] for heard in hub.heard] == ["2a36"] * 3 + ["2a35"]
        assert [body["kind"] for body in hub.bodies()] == ["measurement"]


async def test_a_body_scale_is_read_on_both_its_services(world: World) -> None:
    scale = await world.scale(BODY_SCALE)
    scale.store("2a9d", weight_measurement(80.14))
    async with world.hub() as hub:
        await scale.measure("2a9c", COMPOSITION)
        await hub.keeps(2)
        assert hub.weights_g() == [80_140, 80_140]
        assert {body["raw"][0]["characteristic"] for body in hub.bodies()} == {"2a9d", "2a9c"}


async def test_two_devices_at_the_same_time_are_called_one_after_the_other(world: World) -> None:
    scale, cuff = await world.scale(), await world.cuff()
    async with world.hub() as hub:
        await hub.listens()
        both = asyncio.gather(
            scale.measure("2a9d", weight_measurement(80.1)),
            cuff.measure("2a35", blood_pressure_measurement(128, 79, 64)),
        )
        while not both.done():
            assert not (scale.is_connected and cuff.is_connected)
            await asyncio.sleep(0.001)
        await hub.keeps(2)


async def test_a_stranger_is_never_connected_to(world: World) -> None:
    stranger, scale = await world.scale(address=STRANGER), await world.scale()
    stranger.store("2a9d", weight_measurement(55))
    async with world.hub() as hub:
        await stranger.wake()
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        await asyncio.sleep(0.2)
        assert (hub.weights_g(), stranger.connections) == ([80_100], 0)


async def test_the_end_of_a_link_is_no_advertisement_and_nobody_is_unsubscribed(world: World) -> None:
    scale = await world.scale()
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        await until(lambda: not scale.is_connected)
        await asyncio.sleep(0.3)
        assert world.connects() == 1
        assert "StopNotify" not in world.called


async def test_a_scale_that_sends_everything_twice_is_kept_twice_for_the_server_to_see(world: World) -> None:
    scale = await world.scale()
    scale.faults.sends_twice = True
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(2)
        assert hub.weights_g() == [80_100, 80_100]


async def test_a_scale_that_drops_in_the_middle_is_called_again_and_the_rest_is_fetched(world: World) -> None:
    scale = await world.scale()
    scale.faults.drops_after = 2
    for kilograms in (80, 81, 82):
        scale.store("2a9d", weight_measurement(kilograms))
    async with world.hub(pace=PATIENT) as hub:
        await scale.measure("2a9d", weight_measurement(83))
        await hub.keeps(4)
        assert hub.weights_g() == [80_000, 81_000, 82_000, 83_000]
        assert scale.connections == 2


async def test_a_scale_that_missed_our_confirmations_sends_again_and_nothing_is_lost(world: World) -> None:
    scale = await world.scale()
    scale.faults.loses_confirmations = True
    scale.store("2a9d", weight_measurement(80))
    async with world.hub() as hub:
        await scale.wake()
        await hub.keeps(1)
        await until(lambda: not scale.is_connected)
        scale.faults.loses_confirmations = False
        await until(lambda: scale.stored == [])
        await hub.keeps(2)
        assert set(hub.weights_g()) == {80_000}


async def test_a_payload_that_is_no_weighing_is_kept_as_it_came(world: World) -> None:
    scale = await world.scale()
    for payload in (b"", b"\x02", bytes.fromhex("02803eea07")):
        scale.store("2a9d", payload)
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(4)
        kinds = [body["kind"] for body in hub.bodies()]
        raw = [body["raw"][0]["payload_hex"] for body in hub.bodies()]
        assert kinds == ["undecoded", "undecoded", "undecoded", "measurement"]
        assert raw == ["", "02", "02803eea07", weight_measurement(80.1).hex()]


async def test_a_device_that_hangs_up_while_we_connect_is_tried_again_while_it_advertises(world: World) -> None:
    scale = await world.scale()
    scale.faults.hangs_up_on_connect = True
    async with world.hub() as hub:
        measured = asyncio.create_task(scale.measure("2a9d", weight_measurement(80.1)))
        await until(lambda: scale.connections >= 3)
        scale.faults.hangs_up_on_connect = False
        await measured
        await hub.keeps(1)


async def test_a_silent_device_is_left_in_peace_and_starves_nobody(world: World) -> None:
    scale, cuff = await world.scale(), await world.cuff()
    scale.faults.is_silent = True
    scale.store("2a9d", weight_measurement(80))
    async with world.hub() as hub:
        await scale.wake(AWAKE_FOR_S * SLOWNESS)
        await until(lambda: scale.connections == 2)
        await until(lambda: not scale.is_connected)
        await cuff.measure("2a35", blood_pressure_measurement(128, 79, 64))
        await hub.keeps(1)
        assert scale.connections == 2


async def test_a_device_that_never_hangs_up_is_hung_up_on(world: World) -> None:
    scale = await world.scale()
    scale.faults.stays_connected = True
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        await until(lambda: not scale.is_connected)
