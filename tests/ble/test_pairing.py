"""People pair a device: from the advertisement over the bond and back, onto the card, and into ordinary fetching."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from small_hub import CUFF, MI_SCALE, SCALE, trusted, weighing

from edge.pairing.talk import Ask, Cancelled, Chose, Opened, Said, Step, Typed
from simulator.payload import blood_pressure_measurement, weight_measurement
from simulator.radio.device import VirtualDevice
from simulator.radio.profile import BONDING_SCALE, PASSKEY_CUFF
from simulator.radio.profile import SCALE as PLAIN_SCALE
from tests.ble.pairing_desk import pairing_hub
from tests.ble.world import STRANGER, World, until
from vitals.record import Paired

STANDING = bytes.fromhex("0224ea07030207100a0000c43f")
"""81.62 kg, stabilised (the second Mi scale's broadcast)."""
pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]


async def in_pairing_mode(device: VirtualDevice) -> VirtualDevice:
    device.bond.is_open = True
    await device.wake(20)
    return device


async def test_a_scale_is_paired_comes_back_and_is_read_from_then_on(world: World, tmp_path: Path) -> None:
    scale = await world.scale(BONDING_SCALE)
    async with pairing_hub(tmp_path) as hub:
        await in_pairing_mode(scale)
        await hub.choose()
        await hub.reaches(Step.WAITING)
        assert hub.small.outbox.devices() == []
        await scale.measure("2a9d", weight_measurement(80.1), awake_for_s=20)
        await hub.reaches(Step.DONE)
        await until(lambda: hub.weights_g() == [80_100])
        [device] = hub.small.outbox.devices()
        assert (device.address, device.family, device.name) == (SCALE.address, "a-and-d-scale", BONDING_SCALE.name)
        assert hub.now.device == device.device
        assert [progress.step for progress in hub.seen if progress.left_s is None][-1] is Step.DONE
        assert [address for address, device in (await world.known()).items() if device["Trusted"]] == [SCALE.address]
        hub.small.conductor.hear(weighing(), trusted())
        first = hub.small.line.records()[0].record
        assert isinstance(first, Paired)
        assert (first.device, first.name) == (device.device, BONDING_SCALE.name)
    assert "CancelPairing" not in world.called
    assert "RemoveDevice" not in world.called


async def test_a_cuff_that_shows_digits_is_paired_with_what_people_type(world: World, tmp_path: Path) -> None:
    cuff = await world.bring(VirtualDevice(world.air, CUFF.address, PASSKEY_CUFF))
    cuff.bond.passkey = 42
    async with pairing_hub(tmp_path) as hub:
        await in_pairing_mode(cuff)
        await hub.choose(CUFF.address)
        await hub.reaches(Step.TYPING)
        assert hub.now.ask is Ask.PASSKEY
        hub.people(Typed("000042"))
        await hub.reaches(Step.WAITING)
        await cuff.measure("2a35", blood_pressure_measurement(128, 79, 64), awake_for_s=20)
        await hub.reaches(Step.DONE)
        await until(lambda: len(hub.small.outbox.waiting()) == 2)


async def test_wrong_digits_pair_nobody_and_people_may_try_again(world: World, tmp_path: Path) -> None:
    cuff = await world.bring(VirtualDevice(world.air, CUFF.address, PASSKEY_CUFF))
    async with pairing_hub(tmp_path) as hub:
        await in_pairing_mode(cuff)
        await hub.choose(CUFF.address)
        await hub.reaches(Step.TYPING)
        hub.people(Typed("1"))
        await hub.reaches(Step.REFUSED)
        assert hub.now.sv.startswith("Siffrorna stämde inte")
        await in_pairing_mode(cuff)
        hub.people(Chose(CUFF.address))
        await hub.reaches(Step.TYPING)
        hub.people(Typed("123456"))
        await hub.reaches(Step.WAITING)


async def test_digits_that_nobody_types_pair_nobody(world: World, tmp_path: Path) -> None:
    cuff = await world.bring(VirtualDevice(world.air, CUFF.address, PASSKEY_CUFF))
    async with pairing_hub(tmp_path) as hub:
        await in_pairing_mode(cuff)
        await hub.choose(CUFF.address)
        await hub.reaches(Step.TYPING)
        assert hub.now.left_s is not None
        await hub.reaches(Step.REFUSED)
        assert not cuff.bond.has_bond


async def test_people_who_stop_in_the_middle_leave_nothing_on_the_card(world: World, tmp_path: Path) -> None:
    cuff = await world.bring(VirtualDevice(world.air, CUFF.address, PASSKEY_CUFF))
    async with pairing_hub(tmp_path) as hub:
        await in_pairing_mode(cuff)
        await hub.choose(CUFF.address)
        await hub.reaches(Step.TYPING)
        hub.people(Cancelled())
        await hub.reaches(Step.CLOSED)
        await until(lambda: not cuff.is_connected)
        assert (hub.small.outbox.devices(), cuff.bond.has_bond) == ([], False)
    assert "CancelPairing" not in world.called


async def test_a_scale_that_knows_no_bonds_is_enrolled_when_it_has_answered(world: World, tmp_path: Path) -> None:
    scale = await world.scale(PLAIN_SCALE)
    scale.store("2a9d", weight_measurement(81))
    async with pairing_hub(tmp_path) as hub:
        await scale.wake(20)
        await hub.choose()
        await hub.reaches(Step.DONE)
        await until(lambda: hub.weights_g() == [81_000])


async def test_a_scale_that_only_advertises_is_enrolled_when_it_was_heard(world: World, tmp_path: Path) -> None:
    broadcaster = await world.broadcaster(MI_SCALE.address, "MIBFS")
    async with pairing_hub(tmp_path) as hub:
        await broadcaster.say("181b", STANDING)
        await hub.choose(MI_SCALE.address)
        await hub.reaches(Step.CONFIRMING)
        assert "pacemaker" in hub.now.sv
        hub.people(Said(is_yes=True))
        await hub.reaches(Step.DONE, meanwhile=lambda: broadcaster.say("181b", STANDING))
        await broadcaster.say("181b", STANDING)
        await until(lambda: hub.weights_g() == [81_620])


async def test_a_bond_that_was_made_before_the_power_went_is_used(world: World, tmp_path: Path) -> None:
    scale = await world.scale(BONDING_SCALE)
    async with pairing_hub(tmp_path) as hub:
        await in_pairing_mode(scale)
        await hub.choose()
        await hub.reaches(Step.WAITING)
    assert scale.bond.has_bond
    scale.store("2a9d", weight_measurement(80))
    async with pairing_hub(tmp_path) as hub:
        await scale.wake(20)
        await hub.choose()
        await hub.reaches(Step.DONE)
        await until(lambda: hub.weights_g() == [80_000])
    assert world.called.count("Pair") == 1


async def test_a_device_that_lost_its_bond_is_paired_anew_when_people_say_so_and_keeps_its_id(
    world: World, tmp_path: Path
) -> None:
    scale = await world.scale(BONDING_SCALE)
    async with pairing_hub(tmp_path) as hub:
        await in_pairing_mode(scale)
        await hub.choose()
        await hub.reaches(Step.WAITING)
        await scale.measure("2a9d", weight_measurement(80), awake_for_s=20)
        await hub.reaches(Step.DONE)
        [before] = hub.small.outbox.devices()
        await until(lambda: not scale.is_connected)
        scale.bond.forget()
        hub.people(Opened())
        await in_pairing_mode(scale)
        await until(lambda: bool(hub.now.choices))
        assert hub.now.choices[0].is_known
        hub.people(Chose(scale.address))
        await hub.reaches(Step.REPLACING, meanwhile=scale.wake)
        assert "RemoveDevice" not in world.called
        hub.people(Said(is_yes=True))
        scale.bond.is_open = True
        await hub.reaches(Step.WAITING, meanwhile=scale.wake)
        await scale.measure("2a9d", weight_measurement(81), awake_for_s=20)
        await hub.reaches(Step.DONE)
        assert [device.device for device in hub.small.outbox.devices()] == [before.device]


async def test_a_card_that_is_broken_enrols_nobody(world: World, tmp_path: Path) -> None:
    scale = await world.scale(PLAIN_SCALE)
    async with pairing_hub(tmp_path) as hub:
        hub.small.sql.execute("PRAGMA query_only=1")
        scale.store("2a9d", weight_measurement(80))
        await scale.wake(20)
        await hub.choose()
        await hub.reaches(Step.REFUSED)
        assert hub.now.sv.startswith("Hubbens kort kan inte spara")
        assert scale.address not in hub.small.conductor.hub.devices


async def test_an_enrolled_device_in_pairing_mode_is_not_called_by_the_radio(world: World, tmp_path: Path) -> None:
    scale = await world.scale(PLAIN_SCALE)
    async with pairing_hub(tmp_path, SCALE) as hub:
        hub.people(Opened())
        scale.store("2a9d", weight_measurement(80))
        await scale.wake(20)
        await until(lambda: bool(hub.now.choices))
        await asyncio.sleep(0.3)
        assert scale.connections == 0
        hub.people(Cancelled())
        await until(lambda: hub.weights_g() == [80_000])


async def test_what_an_enrolled_scale_only_says_is_kept_while_people_choose(world: World, tmp_path: Path) -> None:
    broadcaster = await world.broadcaster(MI_SCALE.address, "MIBFS")
    async with pairing_hub(tmp_path, MI_SCALE) as hub:
        hub.people(Opened())
        await broadcaster.say("181b", STANDING)
        await until(lambda: hub.weights_g() == [81_620])
        assert hub.now.step is Step.LOOKING


async def test_a_stranger_is_neither_called_nor_answered_for(world: World, tmp_path: Path) -> None:
    stranger = await world.scale(BONDING_SCALE, STRANGER)
    async with pairing_hub(tmp_path) as hub:
        await stranger.wake(20)
        await world.hears_of(STRANGER)
        assert not hub.room.desk.may_pair(STRANGER)
        assert await hub.room.desk.passkey(STRANGER) is None
        assert not await hub.room.desk.is_same(STRANGER, 1)
        hub.room.desk.show(STRANGER, 1)
        assert hub.now.step is Step.CLOSED
        assert stranger.connections == 0
