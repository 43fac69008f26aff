"""An older cuff is given its key while it is paired, over the hub's real radio, and opens to it from then on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from scripted_cuff import FIRST, ScriptedCuff
from small_hub import CUFF

from edge.devices.link import Secrets
from edge.devices.omron import CHANNELS, COMMANDS, UNLOCK
from edge.pairing.talk import Step
from simulator.radio.device import VirtualDevice
from simulator.radio.profile import Profile
from tests.ble.pairing_desk import pairing_hub
from tests.ble.world import World, until

OMRON = Profile(
    name="BLESmart_00000116",
    appearance=0x0380,
    indicated={"fe4a": (*CHANNELS, UNLOCK), "180a": ()},
    notified={},
    readable={"fe4a": {}, "180a": {"2a24": b"HEM-7322T-D"}},
    writable={"fe4a": {UNLOCK: b"", COMMANDS: b""}},
)
pytestmark = [pytest.mark.radio, pytest.mark.timeout(30)]


async def cuff_in(world: World, kind: Profile = OMRON) -> tuple[VirtualDevice, ScriptedCuff]:
    device, inside = await world.bring(VirtualDevice(world.air, CUFF.address, kind)), ScriptedCuff()
    device.faults.stays_connected = True
    device.store("2a24", b"")  # nobody subscribes to it: so the cuff goes on advertising, as while its display flashes

    def hear(characteristic: str, payload: bytes) -> None:
        for source, answer in inside.react(characteristic, payload):
            device.store(source, bytes.fromhex(answer))

    device.hears = hear
    return device, inside


@pytest.mark.parametrize("kind", [OMRON, replace(OMRON, needs_bond=True)], ids=["no bond", "a bond"])
async def test_a_cuff_gets_a_key_of_its_own_while_it_is_paired(world: World, tmp_path: Path, kind: Profile) -> None:
    device, inside = await cuff_in(world, kind)
    device.bond.is_open = kind.needs_bond
    inside.flashes_p = True
    before = inside.key
    async with pairing_hub(tmp_path) as hub:
        await device.wake(20)
        await hub.choose(CUFF.address)
        await hub.reaches(Step.DONE, meanwhile=lambda: device.wake(20))
        assert Step.INTRODUCING in {progress.step for progress in hub.seen}
    [enrolled] = hub.small.outbox.devices()
    assert enrolled.secrets.unlock_key == inside.key != before


async def test_a_cuff_opens_its_memory_to_whoever_has_the_key_that_it_was_given(world: World) -> None:
    device, inside = await cuff_in(world)
    inside.put(1, 7, FIRST)
    enrolled = replace(CUFF, family="omron-cuff", secrets=Secrets(unlock_key=inside.key))
    async with world.hub(devices=[enrolled]) as hub:
        await device.wake(20)
        await hub.keeps(1)
        [body] = hub.bodies()
        assert (body["user_slot"], body["values"]["systolic"]["value"]) == (2, 1450)
        await until(lambda: inside.answered == 50)


async def test_a_cuff_that_takes_no_key_is_not_enrolled_and_is_hung_up_on(world: World, tmp_path: Path) -> None:
    device, inside = await cuff_in(world)
    inside.flashes_p, inside.takes_keys = True, False
    before = inside.key
    async with pairing_hub(tmp_path) as hub:
        await device.wake(20)
        await hub.choose(CUFF.address)
        await hub.reaches(Step.REFUSED, meanwhile=lambda: device.wake(20))
        await until(lambda: not device.is_connected)
        assert hub.now.sv.startswith("Apparaten sade nej.")
    assert hub.small.outbox.devices() == []
    assert inside.key == before
