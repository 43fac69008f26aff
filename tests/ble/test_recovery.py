"""What the radio does about itself: a deaf adapter, a bluetoothd to restart, a bond that a device has lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from small_hub import SCALE, trusted

from edge.aborts import PAIR_AGAIN
from edge.ladder import DeafError
from edge.pairing.talk import Step
from edge.radio_room import RadioRoom
from simulator.payload import weight_measurement
from simulator.radio.profile import BONDING_SCALE
from tests.ble.pairing_desk import PairingHub, pairing_hub
from tests.ble.world import World, until

pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]


def make_lively(room: RadioRoom) -> None:
    """Let the house have been lively for a long time before."""
    ladder = room._radio._ladder
    ladder._has_heard, ladder._heard_s, ladder._lively_since_s = True, 0.0, float("-inf")


def trouble(hub: PairingHub) -> str | None:
    [device] = hub.small.conductor.hub.status(trusted()).devices
    return device.trouble


async def test_a_device_that_lost_its_bond_is_told_after_five_calls_and_the_bond_is_left_alone(
    world: World, tmp_path: Path
) -> None:
    scale = await world.scale(BONDING_SCALE)
    async with pairing_hub(tmp_path) as hub:
        scale.bond.is_open = True
        await scale.wake(20)
        await hub.choose()
        await hub.reaches(Step.WAITING)
        await scale.measure("2a9d", weight_measurement(80), awake_for_s=20)
        await hub.reaches(Step.DONE)
        await until(lambda: hub.weights_g() == [80_000] and not scale.is_connected)
        scale.bond.forget()
        scale.store("2a9d", weight_measurement(81))
        calls = world.connects()
        await scale.wake(20)
        await until(lambda: trouble(hub) == PAIR_AGAIN)
        assert world.connects() - calls >= 5
        assert (await world.known())[SCALE.address]["Paired"], "nothing is deleted here"
        assert "RemoveDevice" not in world.called


@pytest.mark.own_bluez("its adapter goes deaf")
async def test_an_adapter_that_hears_again_when_it_was_switched_off_and_on_is_switched(
    world: World, tmp_path: Path
) -> None:
    scale = await world.scale()
    async with pairing_hub(tmp_path, SCALE) as hub:
        make_lively(hub.room)
        world.adapter.is_deaf = world.adapter.is_cured_by_power = True
        await until(lambda: not world.adapter.is_deaf)
        await scale.measure("2a9d", weight_measurement(80), awake_for_s=20)
        await until(lambda: hub.weights_g() == [80_000])


@contextlib.asynccontextmanager
async def systemd() -> AsyncIterator[list[Message]]:
    """Have a systemd on the bus that notes what it is asked."""
    bus = MessageBus(bus_type=BusType.SYSTEM)
    await bus.connect()
    asked: list[Message] = []

    def take(message: Message) -> Message | bool:
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        asked.append(message)
        return Message.new_method_return(message, "o", ["/org/freedesktop/systemd1/job/1"])

    bus.add_message_handler(take)
    await bus.request_name("org.freedesktop.systemd1")
    try:
        yield asked
    finally:
        bus.disconnect()


@pytest.mark.own_bluez("its adapter goes deaf")
async def test_a_bluetoothd_that_nothing_helps_is_restarted_by_systemd(world: World, tmp_path: Path) -> None:
    async with systemd() as asked, pairing_hub(tmp_path, SCALE) as hub:
        make_lively(hub.room)
        world.adapter.is_deaf = True
        await until(lambda: bool(asked))
        assert (asked[0].member, asked[0].body) == ("RestartUnit", ["bluetooth.service", "replace"])


@pytest.mark.own_bluez("its adapter goes deaf")
async def test_a_hub_that_nothing_helps_ends_so_that_systemd_starts_it_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere")
    hub = PairingHub(tmp_path, (SCALE,))
    running = asyncio.create_task(hub.room.run())
    make_lively(hub.room)
    world.adapter.is_deaf = True
    with pytest.raises(ExceptionGroup) as caught:
        await running
    assert caught.group_contains(DeafError)
    assert not (tmp_path / "pair.sock").exists()
