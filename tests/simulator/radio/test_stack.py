from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from air_room import room, until

from simulator.radio.air import Air
from simulator.radio.plug import Plug
from simulator.radio.stack import StackOnSocket


def test_a_link_knows_that_it_has_ended_whoever_ended_it() -> None:
    async def story() -> None:
        async with room() as here:
            device = await here.bring()
            device.faults.stays_connected = True
            await device.wake()
            ours = await here.connect()
            assert not ours.ended.is_set()
            await ours.hang_up()
            await ours.hang_up()
            assert ours.ended.is_set()
            await device.wake()
            theirs = await here.connect()
            await device.walk_away()
            await theirs.hang_up()
            await until(lambda: not device.is_connected)

    asyncio.run(story())


def test_a_connect_that_is_cancelled_leaves_the_stack_free_for_the_next() -> None:
    async def story() -> None:
        async with room() as here:
            device = await here.bring()
            asked = asyncio.create_task(here.connect())
            await asyncio.sleep(0.05)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked
            await device.wake()
            await here.connect()

    asyncio.run(story())


def test_a_stack_is_started_once_on_a_chip_and_anew_when_the_chip_was_pulled_out(tmp_path: Path) -> None:
    async def story() -> None:
        stack = StackOnSocket(str(tmp_path / "s"))
        with pytest.raises(OSError, match="No such file"):
            await stack.device()
        plug = Plug(tmp_path / "s", Air())
        await plug.open()
        first = await stack.device()
        assert await stack.device() is first
        plug.close()
        await until(lambda: not stack.is_plugged_in)
        again = Plug(tmp_path / "s", Air())
        await again.open()
        assert await stack.device() is not first
        again.close()

    asyncio.run(story())
