"""What goes wrong with adapters, with BlueZ, with the card: the hub says it in words, and goes on when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace

import pytest
from small_hub import SCALE, trusted

from edge.adapters.ble import Radio
from edge.events import Indication
from simulator.payload import blood_pressure_measurement, weight_measurement
from simulator.radio.profile import Profile
from tests.ble.bluez import BluezError
from tests.ble.world import PATIENT, QUICK, STRANGER, World, until

pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]


@pytest.mark.own_bluez("it switches the adapter off as rfkill does")
async def test_an_adapter_that_is_switched_off_is_told_and_used_again_when_it_is_on(world: World) -> None:
    scale = await world.scale()
    async with world.hub(pace=PATIENT) as hub:
        await hub.listens()
        await world.adapter.power(is_on=False)
        await until(lambda: hub.told[-1] == "the Bluetooth adapter is off: rfkill unblock bluetooth")
        await world.adapter.power(is_on=True)
        await hub.listens()
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)


@pytest.mark.own_bluez("it has an adapter pulled out")
async def test_an_adapter_that_is_pulled_out_in_the_middle_of_a_call_loses_nothing(world: World) -> None:
    scale = await world.scale()
    scale.faults.stays_connected = True
    async with world.hub(pace=PATIENT) as hub:
        await scale.measure("2a9d", weight_measurement(80))
        await hub.keeps(1)
        await world.adapter.pull_out()
        await until(lambda: "no Bluetooth adapter" in str(hub.told[-1]))
        world.adapter.plug_in()
        await hub.listens()
        await scale.measure("2a9d", weight_measurement(81))
        await hub.keeps(2)
        assert hub.weights_g() == [80_000, 81_000]


@pytest.mark.own_bluez("it has an adapter pulled out")
async def test_a_hub_without_an_adapter_waits_for_one(world: World) -> None:
    scale = await world.scale()
    await world.adapter.pull_out()
    async with world.hub(pace=PATIENT) as hub:
        await until(lambda: len(hub.told) == 1)
        world.adapter.plug_in()
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        assert hub.told == ["no Bluetooth adapter: is it plugged in? see: bluetoothctl list", None]


@pytest.mark.own_bluez("its adapter goes deaf")
async def test_a_scan_that_has_gone_deaf_is_started_anew(world: World) -> None:
    scale = await world.scale()
    async with world.hub() as hub:
        await hub.listens()
        world.adapter.is_deaf = True
        await until(lambda: world.called.count("StartDiscovery") >= 2)
        world.adapter.is_deaf = False
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        assert hub.told == [None]


async def test_a_silence_is_said_once_however_long_it_lasts_and_the_next_one_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """What is said is written to the card by the journal: in a house where nothing speaks, for ever."""

    def silences() -> int:
        return caplog.text.count("nothing heard for")

    caplog.set_level(logging.INFO)
    scale = await world.scale()
    async with world.hub():
        await until(lambda: world.called.count("StartDiscovery") >= 4)
        assert silences() == 1
        await scale.measure("2a9d", weight_measurement(80.1))
        begun = world.called.count("StartDiscovery")
        await until(lambda: world.called.count("StartDiscovery") >= begun + 3)
        assert silences() == 2


async def test_a_scan_that_hears_only_empty_advertisements_is_started_anew(world: World) -> None:
    ghost = await world.scale(Profile(name="", appearance=0, indicated={}, notified={}, readable={}), STRANGER)
    async with world.hub() as hub:
        await hub.listens()
        await ghost.wake(for_s=30)
        await until(lambda: world.called.count("StartDiscovery") >= 3)
        assert hub.told == [None]


async def test_a_bluetoothd_that_dies_is_told_and_its_successor_is_used(world: World) -> None:
    scale = await world.scale()
    async with world.hub() as hub:
        await hub.listens()
        await world.kill_bluetoothd()
        await until(lambda: "bluetoothd does not run: systemctl start bluetooth" in str(hub.told[-1]))
        await world.start_bluetoothd()
        await hub.listens()
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)


async def test_a_bluetoothd_that_dies_in_the_middle_of_a_call_costs_the_call_and_no_record(world: World) -> None:
    scale = await world.scale()
    scale.faults.stays_connected = True
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80))
        await hub.keeps(1)
        await world.kill_bluetoothd()
        scale.store("2a9d", weight_measurement(81))
        await world.start_bluetoothd()
        await scale.measure("2a9d", weight_measurement(82), awake_for_s=20)
        await hub.keeps(3)
        assert hub.weights_g() == [80_000, 81_000, 82_000]


async def test_a_machine_without_d_bus_is_told_and_the_hub_lives(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    async with world.hub() as hub:
        await until(lambda: "no D-Bus system bus" in str(hub.told[-1:]))


@pytest.mark.own_bluez("it answers with an error when it is told to")
@pytest.mark.parametrize(
    ("member", "error"),
    [
        ("StartDiscovery", BluezError("InProgress", "Operation already in progress")),
        ("SetDiscoveryFilter", BluezError("NotReady", "Resource Not Ready")),
        ("Connect", BluezError("Failed", "br-connection-page-timeout")),
        ("Connect", BluezError("InProgress", "In Progress")),
        ("StartNotify", BluezError("NotPermitted", "Not paired")),
    ],
    ids=lambda value: getattr(value, "text", value),
)
async def test_an_error_of_bluez_passes_and_the_scale_is_read(world: World, member: str, error: BluezError) -> None:
    scale = await world.scale()
    world.tree.fail_next[member] = [error]
    async with world.hub() as hub:
        await scale.measure("2a9d", weight_measurement(80.1))
        await hub.keeps(1)
        await until(lambda: not scale.is_connected)
        assert world.tree.fail_next[member] == []


@pytest.mark.own_bluez("it gives up a connection")
async def test_a_connection_that_bluez_gives_up_by_itself_is_tried_again(world: World) -> None:
    scale = await world.scale()
    world.tree.fail_next["Connect"] = [BluezError("Failed", "le-connection-abort-by-local")]
    async with world.hub() as hub:
        measured = asyncio.create_task(scale.measure("2a9d", weight_measurement(80.1), awake_for_s=20))
        await hub.keeps(1)
        await measured


async def test_what_the_card_cannot_keep_is_held_and_nobody_is_called_until_it_can(world: World) -> None:
    scale, cuff = await world.scale(), await world.cuff()
    scale.faults.stays_connected = True
    async with world.hub(pace=replace(PATIENT, idle_s=30.0)) as hub:
        await hub.listens()
        hub.small.sql.execute("PRAGMA query_only=1")
        await scale.measure("2a9d", weight_measurement(80))
        cuff.store("2a35", blood_pressure_measurement(128, 79, 64))
        await cuff.wake()
        await until(lambda: not scale.is_connected)
        await asyncio.sleep(0.2)
        assert (hub.bodies(), cuff.connections) == ([], 0)
        assert "the card does not work" in str(hub.small.conductor.hub.status(trusted()).storage_fault)
        hub.small.sql.execute("PRAGMA query_only=0")
        await hub.keeps(2)
        assert [body["raw"][0]["characteristic"] for body in hub.bodies()] == ["2a9d", "2a35"]


async def test_what_is_held_when_the_hub_is_stopped_is_kept_at_the_last_moment(world: World) -> None:
    scale = await world.scale()
    async with world.hub() as hub:
        await hub.listens()
        hub.small.sql.execute("PRAGMA query_only=1")
        await scale.measure("2a9d", weight_measurement(80.1))
        await until(lambda: len(hub.heard) > 0)
        hub.small.sql.execute("PRAGMA query_only=0")
        hub.stop()
    assert hub.weights_g() == [80_100]


async def test_a_fault_of_our_own_ends_the_radio_and_is_not_taken_for_one_of_bluetooth(world: World) -> None:
    scale = await world.scale()

    def broken(_indication: Indication) -> None:
        raise ZeroDivisionError

    radio = Radio([SCALE], broken, lambda _: None, pace=QUICK)
    running = asyncio.create_task(radio.run())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(scale.measure("2a9d", weight_measurement(80.1)), 2)
    with pytest.raises(ExceptionGroup) as caught:
        await running
    assert caught.group_contains(ZeroDivisionError)
