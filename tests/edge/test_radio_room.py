"""A radio room on a machine without D-Bus; with BlueZ and devices on the air it is tested in tests/ble."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from small_hub import SCALE

from edge.adapters.pairing_socket import NAME
from edge.device_news import MakeTold, OfDevice
from edge.enrolled import EnrolledDevice, EnrolledDevices
from edge.pace import Pace
from edge.radio_room import Hearers, RadioRoom


def test_a_room_without_d_bus_lives_and_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    told: list[str | None] = []
    learned: list[OfDevice] = []

    def enrol(_device: EnrolledDevice, _name: str) -> None:
        raise AssertionError

    async def play() -> dict[str, object]:
        hearers = Hearers(
            keep=lambda _: None, enrol=enrol, tell=told.append, learn=learned.append, home_time=lambda: None
        )
        devices = EnrolledDevices([SCALE])
        room = RadioRoom(tmp_path, devices, hearers, pace=Pace(absent_s=(0.01,)))
        with pytest.raises(RuntimeError, match="not running"):
            _ = room.desk
        running = asyncio.create_task(room.run())
        async with asyncio.timeout(5):
            while not (told and str(room.agent_fault).startswith("no D-Bus")):  # noqa: ASYNC110  (a property)
                await asyncio.sleep(0.01)
        for _ in range(2):
            room._learn(MakeTold(SCALE.address, "UC-352BLE, BLP008_d016"))
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / NAME))
        writer.write(b'{"do": "tell"}\n')
        state: dict[str, object] = json.loads(await reader.readline())
        writer.close()
        await writer.wait_closed()
        assert not room.is_ready
        running.cancel()
        await asyncio.wait({running})
        return state

    state = asyncio.run(play())
    assert str(state["agent_fault"]).startswith("no D-Bus system bus")
    assert state["devices"] == [
        {"address": SCALE.address, "device": SCALE.device, "family": "standard-scale", "name": None, "is_bonded": None}
        | {"make": "UC-352BLE, BLP008_d016"}
    ]
    assert "no D-Bus system bus" in str(told[0])
    assert learned == [MakeTold(SCALE.address, "UC-352BLE, BLP008_d016")] * 2


def test_a_hub_at_which_nobody_pairs_does_not_hold_the_desk_in_memory() -> None:
    code = "import sys, edge.running, edge.radio_room; print([n for n in sys.modules if n.startswith('edge.pairing')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['edge.pairing', 'edge.pairing.why', 'edge.pairing.port']\n"
