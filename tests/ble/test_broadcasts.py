"""Scales that only advertise: what they say comes through the hub's own bleak, once, and nobody calls them."""

from __future__ import annotations

import asyncio

import pytest
from small_hub import MI_SCALE

from tests.ble.world import PATIENT, World, until

pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]

MOVING = bytes.fromhex("0204ea07030207100a00001838")
STANDING = bytes.fromhex("0224ea07030207100a0000c43f")
"""81.62 kg, stabilised, at 2026-03-02 07:16:10 by the scale's own clock, without impedance."""
LEFT = bytes.fromhex("02a4ea07030207100a0000c43f")
"""The same when the person has stepped off."""
NEXT_DAY = bytes.fromhex("0224ea07030307100a0000c43f")


async def test_a_weight_that_stands_still_is_kept_once_however_often_it_is_said(world: World) -> None:
    async with world.hub() as hub:
        scale = await world.broadcaster(MI_SCALE.address, "MIBFS")
        await scale.say("181b", MOVING)
        await hub.listens()
        await scale.say("181b", STANDING)
        await hub.keeps(1)
        await scale.say("181b", LEFT)
        await asyncio.sleep(0.3)
        assert hub.weights_g() == [81_620]
        (body,) = hub.bodies()
        assert (body["device_time"], body["raw"][0]["characteristic"]) == ("2026-03-02T07:16:10", "181b")
        assert world.connects() == 0, "it only advertises"


async def test_the_same_weight_at_another_time_is_another_weighing(world: World) -> None:
    async with world.hub() as hub:
        scale = await world.broadcaster(MI_SCALE.address, "MIBFS")
        await scale.say("181b", STANDING)
        await hub.keeps(1)
        await scale.say("181b", NEXT_DAY)
        await hub.keeps(2)
        assert hub.weights_g() == [81_620, 81_620]


async def test_a_neighbours_scale_is_heard_and_left_alone(world: World) -> None:
    async with world.hub() as hub:
        theirs = await world.broadcaster("C0:00:00:00:00:98", "MIBFS")
        ours = await world.broadcaster(MI_SCALE.address, "MIBFS")
        await theirs.say("181b", NEXT_DAY)
        await ours.say("181b", STANDING)
        await hub.keeps(1)
        await asyncio.sleep(0.2)
        assert {heard.address for heard in hub.heard} == {MI_SCALE.address}
        assert len(hub.bodies()) == 1


async def test_what_the_card_cannot_keep_is_held_once_and_kept_when_it_can(world: World) -> None:
    async with world.hub(pace=PATIENT) as hub:
        hub.small.sql.execute("PRAGMA query_only=ON")
        scale = await world.broadcaster(MI_SCALE.address, "MIBFS")
        await scale.say("181b", STANDING)
        await until(lambda: len(hub.heard) > 3)
        await scale.say("181b", NEXT_DAY)
        await asyncio.sleep(1.0)
        assert len(hub.radio._held) == 2, "it is said ten times a second, for as long as the card is broken"
        hub.small.sql.execute("PRAGMA query_only=OFF")
        await hub.keeps(2)
        assert hub.weights_g() == [81_620, 81_620]
