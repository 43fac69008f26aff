"""The product's own processes on BlueZ: ``nara-hub run`` without a device in its hub.toml, and ``nara-hub pair``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hub_folder import NOWHERE, provision
from small_hub import SCALE

from edge.adapters.pairing_socket import NAME
from simulator.payload import weight_measurement
from simulator.radio.profile import BONDING_SCALE
from tests.ble.test_process import NARA_HUB, bodies, hub_process
from tests.ble.world import World, until

pytestmark = [
    pytest.mark.radio,
    pytest.mark.timeout(90),
    pytest.mark.own_bluez("it tells from within when a process has begun to listen"),
]


class PairCommand:
    """``nara-hub pair`` with somebody at the keyboard."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, folder: Path, *more: str) -> PairCommand:
        pipe = asyncio.subprocess.PIPE
        words = [NARA_HUB, "pair", "--dir", str(folder), "--json", *more]
        return cls(await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, stderr=pipe))

    async def reaches(self, step: str) -> dict[str, Any]:
        """Read until the pairing stands there."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            told: dict[str, Any] = json.loads(line)
            if told["step"] == step and (step != "looking" or told["choices"]):
                return told
        raise AssertionError(f"it ended before {step}")

    def types(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{text}\n".encode())

    async def ends(self) -> tuple[int | None, str]:
        _, said = await self._process.communicate()
        return self._process.returncode, said.decode()


@pytest.mark.decision("A1")
async def test_a_scale_is_paired_with_the_running_hub_and_its_weight_is_in_the_stream(
    world: World, tmp_path: Path
) -> None:
    scale = await world.scale(BONDING_SCALE)
    folder = provision(tmp_path / "hub", devices=[], broker=NOWHERE)
    async with hub_process(folder) as process:
        await until(lambda: world.adapter.is_discovering and bool(world.adapter.agents.registered), within_s=40)
        await until((folder / NAME).exists)
        scale.bond.is_open = True
        await scale.wake(30)
        pair = await PairCommand.start(folder, "a-and-d-scale")
        told = await pair.reaches("looking")
        assert [choice["name"] for choice in told["choices"]] == [BONDING_SCALE.name]
        other = await PairCommand.start(folder)
        assert await other.ends() == (
            1,
            "nara-hub pair: somebody else is pairing a device with this hub at this moment\n",
        )
        pair.types("1")
        await pair.reaches("waiting")
        await scale.measure("2a9d", weight_measurement(80.1), awake_for_s=30)
        done = await pair.reaches("done")
        assert await pair.ends() == (0, "")
        await until(lambda: not scale.stored and not scale.is_connected)
        process.terminate()
        _, said = await process.communicate()
        assert process.returncode == 0
    paired, weighed = bodies(folder)
    assert (paired["kind"], paired["device"], paired["family"]) == ("paired", done["device"], "a-and-d-scale")
    assert (weighed["kind"], weighed["device"]) == ("measurement", done["device"])
    assert b"80.1" not in said
    assert not (folder / NAME).exists()
    scale.store("2a9d", weight_measurement(81))
    async with hub_process(folder) as process:
        await until(lambda: world.adapter.is_discovering, within_s=40)
        await scale.wake(30)
        await until(lambda: not scale.stored and not scale.is_connected)
        process.terminate()
        await process.wait()
    assert [body["values"]["body_weight"]["value"] for body in bodies(folder)[1:]] == [80_100, 81_000]
    assert SCALE.address in world.adapter.devices


async def test_a_command_that_is_stopped_stops_the_pairing(world: World, tmp_path: Path) -> None:
    scale = await world.scale(BONDING_SCALE)
    folder = provision(tmp_path / "hub", devices=[], broker=NOWHERE)
    async with hub_process(folder):
        await until(lambda: bool(world.adapter.agents.registered) and (folder / NAME).exists(), within_s=40)
        await scale.wake(30)
        for _ in range(2):
            pair = await PairCommand.start(folder)
            await pair.reaches("looking")
            pair._process.terminate()
            await pair.ends()
