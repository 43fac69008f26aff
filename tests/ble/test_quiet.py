"""A hub that works and hears nothing writes nothing: an SD card lasts as long as it is left alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.payload import WEIGHT_MEASUREMENT, weight_measurement
from simulator.person import Person
from simulator.premises import Premises, scale_address
from simulator.town import Home
from tests.ble.world import World, until

pytestmark = [
    pytest.mark.radio,
    pytest.mark.journey,
    pytest.mark.own_bluez("it tells from within when a process has begun to listen"),
]

PERSON = Person(label="oskar", name="Oskar", personnummer="194303189817", matters="", usual_weight_g=80_000)
HOME = Home(label="lindqvist", people=(PERSON,))


class QuietHome:
    """One home at work, with a scale and a cuff: a real server, and a real hub on BlueZ that reports every second."""

    def __init__(self, folder: Path) -> None:
        self.premises = Premises(folder, [HOME], (datetime.now(UTC) - timedelta(days=30)).date())
        self.hub = self.premises.hubs[HOME.label]

    def open(self) -> None:
        self.premises.set_up()
        settings = self.hub.folder / "hub.toml"
        told = settings.read_text(encoding="utf-8")
        assert "status_every_s = 300" in told
        settings.write_text(told.replace("status_every_s = 300", "status_every_s = 1"), encoding="utf-8")
        self.hub.process.words.remove("--no-radio")
        self.premises.start()

    def weigh(self) -> None:
        """Let somebody be weighed, and return when the server holds it."""
        assert self.hub.indicate(scale_address(HOME), WEIGHT_MEASUREMENT, weight_measurement(80.1)) is not None
        self.hub.wait_until_empty()

    def written(self) -> dict[str, int]:
        """Say what the hub's process has written to any disk, and when each of its files (its log too) was changed."""
        told = Path(f"/proc/{self.hub.process.pid}/io").read_text(encoding="ascii")
        io = dict(line.split(": ") for line in told.splitlines())
        changed = {path.name: path.stat().st_mtime_ns for path in self.hub.folder.iterdir()}
        return {**changed, "/proc/self/io": int(io["write_bytes"])}

    async def stays_as_it_is(self, settles_s: float, for_s: float) -> bool:
        await asyncio.sleep(settles_s)
        before = self.written()
        await asyncio.sleep(for_s)
        return self.written() == before


async def is_quiet(world: World, folder: Path, settles_s: float, for_s: float) -> bool:
    home = QuietHome(folder)
    try:
        await asyncio.to_thread(home.open)
        await until(lambda: world.adapter.is_discovering, within_s=40)
        before = home.written()
        await asyncio.to_thread(home.weigh)
        assert home.written() != before, "it is not seen when something is written"
        return await home.stays_as_it_is(settles_s, for_s)
    finally:
        await asyncio.to_thread(home.premises.close)


@pytest.mark.timeout(120)
async def test_a_hub_writes_nothing_while_nothing_happens(world: World, tmp_path: Path) -> None:
    assert await is_quiet(world, tmp_path, 2, 6)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_nor_does_it_when_that_lasts_and_the_scan_is_started_anew_again_and_again(
    world: World, tmp_path: Path
) -> None:
    """The first silence, after 90 s, is said in the journal; four more follow."""
    assert await is_quiet(world, tmp_path, 100, 400)
    assert world.called.count("StartDiscovery") >= 5
