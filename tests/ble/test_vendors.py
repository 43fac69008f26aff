"""Sessions with makers' own devices over the hub's real radio: what is picked out of a talk is on the card."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lefu_encoder import ac02
from medisana_encoder import weight
from small_hub import SCALE

from edge.enrolled import EnrolledDevice
from simulator.radio.profile import Profile
from tests.ble.world import World, until

YESTERDAY = datetime(2026, 3, 1, 6, 5, tzinfo=UTC)
MEDISANA = Profile(
    name="0203B", appearance=0x0C80, indicated={"78b2": ("8a21", "8a22")}, notified={}, readable={"78b2": {}}
)
AC02 = Profile(name="Hutbit", appearance=0x0C80, indicated={"ffb0": ("ffb2",)}, notified={}, readable={"ffb0": {}})


def enrolled(family: str) -> list[EnrolledDevice]:
    return [EnrolledDevice(address=SCALE.address, device=SCALE.device, name=None, family=family)]


async def test_a_memory_that_is_given_in_each_call_is_on_the_card_once(world: World) -> None:
    scale = await world.scale(MEDISANA)
    async with world.hub(devices=enrolled("medisana-scale")) as hub:
        for day in (2, 1, 0):
            for stored in range(day, 3):
                at = YESTERDAY - timedelta(days=stored)
                scale.store("8a21", weight(7800 + stored, int(at.timestamp())))
            await scale.wake()
            await hub.keeps(3 - day)
            await until(lambda: not scale.stored and not scale.is_connected)
        assert hub.weights_g() == [78_020, 78_010, 78_000]
        assert [body["device_time"] for body in hub.bodies()] == [
            "2026-02-27T07:05:00",
            "2026-02-28T07:05:00",
            "2026-03-01T07:05:00",
        ]


async def test_a_weight_that_is_repeated_is_on_the_card_once_and_at_once(world: World) -> None:
    scale = await world.scale(AC02)
    for payload in (ac02(840, kind=0xCE), ac02(841), ac02(841)):
        scale.store("ffb2", payload)
    scale.faults.stays_connected = True
    async with world.hub(devices=enrolled("lefu-scale")) as hub:
        await scale.wake()
        await hub.keeps(1)
        assert hub.weights_g() == [84_100]
