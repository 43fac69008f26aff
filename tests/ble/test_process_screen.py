"""The product's own process on BlueZ with a screen: a scale is paired by what is pressed on it, over real HTTP."""

from __future__ import annotations

import asyncio
import http.client
import urllib.parse
from pathlib import Path

import pytest
from brokers import free_port
from hub_folder import NOWHERE, provision
from small_hub import SCALE
from small_screen import Form, Look

from edge.adapters.pairing_socket import NAME
from simulator.payload import weight_measurement
from simulator.radio.profile import BONDING_SCALE
from tests.ble.test_process import bodies, hub_process
from tests.ble.test_process_pairing import PairCommand
from tests.ble.world import World, until

pytestmark = [
    pytest.mark.radio,
    pytest.mark.timeout(90),
    pytest.mark.own_bluez("it tells from within when a process has begun to listen"),
]


class Finger:
    """Somebody before the screen of a hub: looks once a moment, and presses."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def sees(self, heading: str, path: str = "/pair", within_s: float = 30) -> Look:
        """Look until a page is about something."""
        async with asyncio.timeout(within_s):
            while (look := await asyncio.to_thread(self._get, path)) is None or look.headings != [heading]:  # noqa: ASYNC110  (what the screen shows)
                await asyncio.sleep(0.1)
        return look

    async def presses(self, label: str, look: Look) -> Look:
        """Press what is on a page, and follow where it leads."""
        (form,) = [form for form in look.forms if form.label.startswith(label)]
        return await asyncio.to_thread(self._post, form)

    def _get(self, path: str) -> Look | None:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            line.request("GET", path)
            return Look(line.getresponse().read().decode())
        except ConnectionError:
            return None
        finally:
            line.close()

    def _post(self, form: Form) -> Look:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        words = {"Origin": f"http://127.0.0.1:{self._port}", "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", form.action, urllib.parse.urlencode(form.carries), words)
        answer = line.getresponse()
        assert answer.status == 303, answer.read().decode()
        to = answer.headers["Location"]
        line.close()
        look = self._get(to)
        assert look is not None
        return look


@pytest.mark.decision("A1")
async def test_a_scale_is_paired_on_the_screen_and_its_weight_is_in_the_stream(world: World, tmp_path: Path) -> None:
    scale = await world.scale(BONDING_SCALE)
    folder, port = provision(tmp_path / "hub", devices=[], broker=NOWHERE), free_port()
    finger = Finger(port)
    async with hub_process(folder, "--screen", str(port)) as process:
        await until(lambda: world.adapter.is_discovering and bool(world.adapter.agents.registered), within_s=40)
        await until((folder / NAME).exists)
        before = await finger.sees("A&D UC-352BLE", "/pair/new/scale/a-and-d-scale")
        assert (await finger.presses("Börja", before)).headings == ["Gör den redo"]
        command = await PairCommand.start(folder)
        scale.bond.is_open = True
        await scale.wake(30)
        chosen = await finger.sees("Vilken är det?")
        assert SCALE.address not in chosen.text
        assert (await command.ends())[0] == 1, "the screen sits at the desk"
        assert (await finger.presses("A&D UC-352BLE", chosen)).headings == ["Vänta lite"]
        await finger.sees("En apparat läggs till just nu", "/")
        await finger.sees("Mät en gång")
        await scale.measure("2a9d", weight_measurement(80.1), awake_for_s=30)
        done = await finger.sees("Klart")
        assert "A&D UC-352BLE är ihopparad" in done.text
        await until(lambda: not scale.stored and not scale.is_connected)
        process.terminate()
        await process.wait()
    paired, weighed = bodies(folder)
    assert (paired["kind"], paired["family"]) == ("paired", "a-and-d-scale")
    assert (weighed["kind"], weighed["device"]) == ("measurement", paired["device"])
    assert weighed["values"]["body_weight"]["value"] == 80_100


async def test_what_a_command_pairs_is_on_the_screen_and_can_be_stopped_there(world: World, tmp_path: Path) -> None:
    scale = await world.scale(BONDING_SCALE)
    folder, port = provision(tmp_path / "hub", devices=[], broker=NOWHERE), free_port()
    finger = Finger(port)
    async with hub_process(folder, "--screen", str(port)):
        await until(lambda: bool(world.adapter.agents.registered) and (folder / NAME).exists(), within_s=40)
        command = await PairCommand.start(folder)
        await scale.wake(30)
        await command.reaches("looking")
        look = await finger.sees("Vilken är det?", "/pair/new")
        assert (await finger.presses("Avbryt", look)).headings == ["Inget läggs till nu"]
        assert (await command.reaches("closed"))["sv"].startswith("Avbrutet.")
        assert (await command.ends())[0] == 1
