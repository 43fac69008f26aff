"""The product's own process, ``nara-hub run``, on BlueZ: provisioned, without a broker, and killed."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hub_folder import NOWHERE, provision
from small_hub import CUFF, SCALE

from edge.adapters.keys import KeyRing
from edge.adapters.outbox import Outbox
from simulator.payload import blood_pressure_measurement, weight_measurement
from tests.ble.world import World, until

pytestmark = [
    pytest.mark.radio,
    pytest.mark.timeout(60),
    pytest.mark.own_bluez("it tells from within when a process has begun to listen"),
]

NARA_HUB = str(Path(sys.executable).with_name("nara-hub"))
DEVICES = [
    {"address": SCALE.address, "device": SCALE.device, "family": "standard-scale", "name": None},
    {"address": CUFF.address, "device": CUFF.device, "family": "standard-cuff", "name": None},
]


@contextlib.asynccontextmanager
async def hub_process(folder: Path, *more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a hub; its environment has the private bus already, as the test has."""
    process = await asyncio.create_subprocess_exec(
        NARA_HUB, "run", "--dir", str(folder), *more, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


def bodies(folder: Path) -> list[dict[str, Any]]:
    """Read what a hub that has ended left in its outbox."""
    with contextlib.closing(sqlite3.connect(folder / "outbox.db", isolation_level=None)) as connection:
        outbox = Outbox(connection, KeyRing(folder).cipher())
        return [outbox.body(waiting.key) for waiting in outbox.waiting()]


def weights_g(folder: Path) -> list[int]:
    return [body["values"]["body_weight"]["value"] for body in bodies(folder)]


@pytest.mark.decision("H4")
async def test_a_weighing_and_a_pressure_are_in_the_outbox_of_the_real_process(world: World, tmp_path: Path) -> None:
    scale, cuff = await world.scale(), await world.cuff()
    folder = provision(tmp_path / "hub", devices=DEVICES, broker=NOWHERE)
    async with hub_process(folder) as process:
        await until(lambda: world.adapter.is_discovering, within_s=40)
        await scale.measure("2a9d", weight_measurement(80.1))
        await cuff.measure("2a35", blood_pressure_measurement(128, 79, 64))
        await until(lambda: not cuff.is_connected)
        process.terminate()
        _, said = await process.communicate()
        assert process.returncode == 0
    assert [body["device"] for body in bodies(folder)] == [SCALE.device, CUFF.device]
    assert bodies(folder)[0]["values"]["body_weight"]["value"] == 80_100
    assert not any(value in said for value in (b"80.1", b"80100", weight_measurement(80.1).hex().encode(), b"128"))


async def test_a_hub_that_is_killed_in_a_burst_has_kept_its_beginning_and_the_next_one_fetches_what_is_left(
    world: World, tmp_path: Path
) -> None:
    scale = await world.scale()
    folder = provision(tmp_path / "hub", devices=DEVICES, broker=NOWHERE)
    scale.interval_s = 0.02
    sent_g = [kilograms * 1000 for kilograms in range(40, 140)]
    for weight_g in sent_g:
        scale.store("2a9d", weight_measurement(weight_g / 1000))
    async with hub_process(folder) as process:
        await until(lambda: world.adapter.is_discovering, within_s=40)
        await scale.wake()
        await until(lambda: len(scale.stored) < 80)
        process.kill()
        await process.wait()
    await until(lambda: not scale.subscribed)
    kept = len(weights_g(folder))
    assert weights_g(folder) == sent_g[:kept]
    await scale.walk_away()
    left = len(scale.stored)
    assert kept <= len(sent_g) - left < len(sent_g)
    async with hub_process(folder) as process:
        await until(lambda: world.adapter.is_discovering, within_s=40)
        await scale.wake()
        await until(lambda: not scale.stored and not scale.is_connected)
        process.terminate()
        await process.wait()
    assert weights_g(folder) == sent_g[:kept] + sent_g[-left:]
