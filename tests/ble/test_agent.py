"""The agent on the bus: registered for life, asked by BlueZ, and an answer for nobody but those whom people know."""

from __future__ import annotations

import asyncio

import pytest
from dbus_fast import BusType, Message
from dbus_fast.aio import MessageBus
from small_hub import CUFF, SCALE

from edge.adapters.bluez import Bluez
from edge.adapters.bonds import Bonds
from edge.pairing.port import BondError
from simulator.radio.device import VirtualDevice
from simulator.radio.profile import BONDING_SCALE, PASSKEY_CUFF
from tests.ble.bluez import BluezError
from tests.ble.pairing_parts import People, registered
from tests.ble.world import QUICK, World, until

pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]


async def in_pairing_mode(world: World, device: VirtualDevice) -> VirtualDevice:
    """Bring a device in that may be paired, and let it be heard."""
    device.bond.is_open = True
    await device.wake(30)
    await world.listen()
    await world.hears_of(device.address)
    return device


@pytest.mark.own_bluez("it refuses our agent")
async def test_nobody_can_be_paired_without_an_agent(world: World) -> None:
    scale = await in_pairing_mode(world, await world.scale(BONDING_SCALE))
    bluez = Bluez(People(), QUICK)
    with pytest.raises(BondError, match="no D-Bus"):
        await Bonds(bluez).pair(scale.address)
    async with registered(People(scale.address)) as (_, bonds):
        world.tree.fail_next["RegisterAgent"] = [BluezError("Failed")] * 1000
        world.adapter.agents.registered.clear()
        with pytest.raises(BondError, match="AuthenticationFailed"):
            await bonds.pair(scale.address)
    assert not scale.bond.has_bond


async def test_a_scale_that_asks_nothing_is_paired_and_the_bond_encrypts_the_next_link(world: World) -> None:
    scale = await in_pairing_mode(world, await world.scale(BONDING_SCALE))
    async with registered(People()) as (_, bonds):
        await bonds.pair(scale.address)
        await bonds.trust(scale.address)
        await until(lambda: not scale.is_connected)
        assert scale.bond.has_bond
        await scale.wake()
        await bonds.join(scale.address)
        [bond] = (await bonds.all()).values()
        assert (bond.is_bonded, bond.is_trusted, bond.is_connected) == (True, True, True)
        await bonds.hang_up(scale.address)
    assert not scale.is_connected


async def test_a_device_that_is_not_in_pairing_mode_is_not_paired(world: World) -> None:
    scale = await in_pairing_mode(world, await world.scale(BONDING_SCALE))
    scale.bond.is_open = False
    async with registered(People(scale.address)) as (_, bonds):
        with pytest.raises(BondError, match="AuthenticationFailed"):
            await bonds.pair(scale.address)
        assert not (await bonds.all())[scale.address].is_bonded


async def test_the_digits_on_a_display_come_from_people(world: World) -> None:
    cuff = await in_pairing_mode(world, await world.bring(VirtualDevice(world.air, CUFF.address, PASSKEY_CUFF)))
    cuff.bond.passkey = 4_711
    people = People(cuff.address)
    people.types = 4_711
    async with registered(people) as (_, bonds):
        await bonds.pair(cuff.address)
    assert people.asked == [f"may {cuff.address} be paired", f"what does {cuff.address} show"]
    assert cuff.bond.has_bond


@pytest.mark.parametrize("typed", [None, 999_999])
async def test_digits_that_are_wrong_or_missing_bind_nobody(world: World, typed: int | None) -> None:
    cuff = await in_pairing_mode(world, await world.bring(VirtualDevice(world.air, CUFF.address, PASSKEY_CUFF)))
    people = People(cuff.address)
    people.types = typed
    async with registered(people) as (_, bonds):
        with pytest.raises(BondError, match="AuthenticationFailed"):
            await bonds.pair(cuff.address)
    assert not cuff.bond.has_bond


async def test_a_device_that_nobody_knows_is_refused_the_digits(world: World) -> None:
    cuff = await in_pairing_mode(world, await world.bring(VirtualDevice(world.air, CUFF.address, PASSKEY_CUFF)))
    people = People(SCALE.address)
    async with registered(people) as (_, bonds):
        with pytest.raises(BondError, match="AuthenticationFailed"):
            await bonds.pair(cuff.address)
    assert people.asked == [f"may {cuff.address} be paired"]


async def test_a_bonded_device_that_lost_its_keys_costs_the_link_and_the_bond_stays(world: World) -> None:
    scale = await in_pairing_mode(world, await world.scale(BONDING_SCALE))
    async with registered(People(scale.address)) as (_, bonds):
        await bonds.pair(scale.address)
        await until(lambda: not scale.is_connected)
        scale.bond.forget()
        await scale.wake()
        with pytest.raises(BondError, match="le-connection-abort-by-local"):
            await bonds.join(scale.address)
        assert (await bonds.all())[scale.address].is_bonded


@pytest.mark.own_bluez("Debian 12's own (5.66) gave no answer within 90 s")
async def test_a_bonded_device_is_not_paired_once_more(world: World) -> None:
    scale = await in_pairing_mode(world, await world.scale(BONDING_SCALE))
    async with registered(People(scale.address)) as (_, bonds):
        await bonds.pair(scale.address)
        with pytest.raises(BondError, match="AlreadyExists"):
            await bonds.pair(scale.address)


async def test_a_bond_is_given_up_when_it_is_asked_for_and_the_device_is_paired_anew(world: World) -> None:
    scale = await in_pairing_mode(world, await world.scale(BONDING_SCALE))
    async with registered(People(scale.address)) as (_, bonds):
        await bonds.pair(scale.address)
        await until(lambda: not scale.is_connected)
        scale.bond.forget()
        await bonds.forget(scale.address)
        with pytest.raises(BondError, match="is not heard any more"):
            await bonds.pair(scale.address)
        await in_pairing_mode(world, scale)
        await bonds.pair(scale.address)
        assert (await bonds.all())[scale.address].is_bonded


async def test_the_agent_is_registered_again_when_bluetoothd_comes_back_and_bonds_are_still_there(world: World) -> None:
    scale = await in_pairing_mode(world, await world.scale(BONDING_SCALE))
    async with registered(People(scale.address)) as (bluez, bonds):
        await bonds.pair(scale.address)
        await until(lambda: not scale.is_connected)
        await world.kill_bluetoothd()
        await until(lambda: bluez.agent_fault == "bluetoothd does not run: systemctl start bluetooth")
        await world.start_bluetoothd()
        await until(lambda: bluez.agent_fault is None)
        assert "RegisterAgent" in world.called
        assert (await bonds.all())[scale.address].is_bonded


@pytest.mark.own_bluez("it tells which agent is the default")
async def test_the_agent_is_the_default_only_while_it_is_wanted(world: World) -> None:
    other = MessageBus(bus_type=BusType.SYSTEM)
    await other.connect()
    await other.call(
        Message(
            destination="org.bluez",
            path="/org/bluez",
            interface="org.bluez.AgentManager1",
            member="RegisterAgent",
            signature="os",
            body=["/somebody/else", "NoInputNoOutput"],
        )
    )
    async with registered(People()) as (bluez, _):
        assert default_path(world) == "/somebody/else"
        await bluez.be_default(is_wanted=True)
        assert default_path(world) == "/nara/agent"
        await bluez.be_default(is_wanted=False)
        assert default_path(world) == "/somebody/else"
        assert len(world.adapter.agents.registered) == 2
    await until(lambda: len(world.adapter.agents.registered) == 1)
    other.disconnect()


async def test_an_agent_without_a_bus_says_so_and_is_there_once_there_is_one(
    world: World, monkeypatch: pytest.MonkeyPatch, bus_address: str
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    bluez = Bluez(People(), QUICK)
    running = asyncio.create_task(bluez.run())
    await until(lambda: "no D-Bus system bus" in str(bluez.agent_fault))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus_address)
    await until(lambda: bluez.agent_fault is None)
    running.cancel()
    await asyncio.wait({running})
    assert world.called.count("RegisterAgent") == 1


def default_path(world: World) -> str:
    return world.adapter.agents.registered[0].path
